import { afterEach, describe, expect, it, vi } from 'vitest';
import { ask, call } from './ask';
import { LoginStore } from './login';

const answer = {
  token: 't', expiresAt: '2026-03-02T11:00:00.000Z', me: { userId: 'u', name: 'Ana', role: 'learner' as const }, classroomId: 'c', locale: 'de',
  returnUrl: '', page: 'class' as const, about: '',
};

function signedIn(): LoginStore {
  const login = new LoginStore({ get: () => null, set: () => undefined, remove: () => undefined });
  login.save(answer);
  return login;
}

/** The network, as it answers. */
const network = vi.fn<typeof fetch>();
const problem = (status: number, body: string) => network.mockResolvedValueOnce(new Response(body, { status }));

vi.stubGlobal('fetch', network);
afterEach(() => network.mockReset());

describe('call', () => {
  it('sends the token, and JSON where there is a body', async () => {
    network.mockResolvedValueOnce(new Response('{"a":1}'));
    await expect(ask(signedIn(), 'PUT', 'things/1', { b: 2 })).resolves.toEqual({ a: 1 });
    const [address, init] = network.mock.calls[0] ?? [];
    const headers = new Headers(init?.headers);
    expect([address, init?.method, init?.body, headers.get('Authorization'), headers.get('Content-Type')]).toEqual(['/api/v1/things/1', 'PUT', '{"b":2}', 'Bearer t', 'application/json']);
  });

  it('takes an answer without content', async () => {
    network.mockResolvedValueOnce(new Response(null, { status: 204 }));
    await expect(ask(signedIn(), 'DELETE', 'things/1')).resolves.toBeUndefined();
  });

  it('ends a login that is refused, and not a newer one', async () => {
    const login = signedIn();
    problem(401, '{"code":"unauthorized"}');
    await expect(call(login, 'GET', 'things')).rejects.toMatchObject({ code: 'unauthorized' });
    expect(login.getSnapshot().expired).toBe(true);
    const renewed = signedIn();
    network.mockImplementationOnce(() => {
      renewed.save({ ...answer, token: 't2' });
      return Promise.resolve(new Response('{"code":"unauthorized"}', { status: 401 }));
    });
    await expect(call(renewed, 'GET', 'things')).rejects.toMatchObject({ code: 'unauthorized' });
    expect(renewed.getSnapshot().expired).toBe(false);
  });

  it('says what is wrong where a proxy answers a page, and where nobody answers', async () => {
    problem(502, '<html>Bad gateway</html>');
    await expect(call(signedIn(), 'GET', 'things')).rejects.toMatchObject({ status: 502 });
    network.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await expect(call(signedIn(), 'GET', 'things')).rejects.toMatchObject({ code: 'offline' });
  });

  it('is given up by whoever asked', async () => {
    const gone = new AbortController();
    network.mockImplementationOnce((_, init) => Promise.reject(init?.signal?.aborted ? new DOMException('gone', 'AbortError') : new Error('not told')));
    gone.abort();
    await expect(call(signedIn(), 'GET', 'things', undefined, gone.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
