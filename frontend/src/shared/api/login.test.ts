import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './apiError';
import { decodeTokenAnswer, safeReturnUrl } from './decode';
import { JoinSource } from './joinSource';
import { LoginStore } from './login';
import { renewalDelay } from './renewal';

const answer = {
  token: 't',
  expiresAt: '2026-03-02T11:00:00.000Z',
  me: { userId: 'u', name: 'Ana', role: 'learner' as const },
  classroomId: 'c',
  locale: 'de',
  returnUrl: 'https://lms.test/course/1',
  page: 'class' as const,
  about: '',
};

function memory() {
  const map = new Map<string, string>();
  return { get: (key: string) => map.get(key) ?? null, set: (key: string, value: string) => void map.set(key, value), remove: (key: string) => void map.delete(key) };
}

describe('LoginStore', () => {
  it('survives a reload of the tab', () => {
    const store = memory();
    new LoginStore(store).save(answer);
    expect(new LoginStore(store).getSnapshot()).toEqual({ answer, expired: false });
  });

  it('starts empty from broken or older storage', () => {
    const store = memory();
    store.set('lectern.login', '{"token":1}');
    expect(new LoginStore(store).getSnapshot().answer).toBeNull();
    store.set('lectern.login', '{');
    expect(new LoginStore(store).getSnapshot().answer).toBeNull();
  });

  it('keeps the way back when the token expires, and a new launch clears that', () => {
    const login = new LoginStore(memory());
    login.save(answer);
    login.expire();
    expect(login.getSnapshot()).toEqual({ answer, expired: true });
    login.save({ ...answer, token: 't2' });
    expect(login.getSnapshot().expired).toBe(false);
  });
});

describe('token answer', () => {
  it.each([null, 1, {}, { ...answer, me: { ...answer.me, role: 'root' } }, { ...answer, token: '' }])('refuses %j', (value) => {
    expect(decodeTokenAnswer(value)).toBeNull();
  });

  it('lets only web addresses become the way back', () => {
    expect(safeReturnUrl('javascript:alert(1)')).toBe('');
    expect(safeReturnUrl('data:text/html,x')).toBe('');
    expect(safeReturnUrl('/relative')).toBe('');
    expect(safeReturnUrl('https://lms.test/a?b=c')).toBe('https://lms.test/a?b=c');
  });
});

describe('renewalDelay', () => {
  const now = Date.parse('2026-03-02T10:00:00.000Z');
  it.each([
    ['an hour left', '2026-03-02T11:00:00.000Z', 48 * 60_000],
    ['already over', '2026-03-02T09:00:00.000Z', 1_000],
    ['not a date', 'soon', 2 ** 31 - 1],
  ])('%s', (_name, expiresAt, delay) => {
    expect(renewalDelay(expiresAt, now)).toBe(delay);
  });
});

describe('ApiError', () => {
  it.each([
    [409, { code: 'room_full' }, 'room_full', false],
    [503, {}, 'unavailable', true],
    [500, { code: 'brand_new' }, 'internal', true],
    [418, {}, 'invalid', false],
    [401, {}, 'unauthorized', false],
  ])('%i %j', (status, problem, code, retryable) => {
    const error = new ApiError(status, problem);
    expect([error.code, error.retryable]).toEqual([code, retryable]);
  });
});

describe('JoinSource', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const join = (n: number) => ({ livekit: { url: '', token: String(n), room: '' }, events: { url: '' }, board: { id: '', url: '' } });

  it('serves two askers with one request and renews what is too old', async () => {
    let calls = 0;
    const joins = new JoinSource(() => Promise.resolve(join(++calls)));
    await Promise.all([joins.get(0), joins.get(0)]);
    expect(calls).toBe(1);
    await joins.get(10_000);
    expect(calls).toBe(1);
    vi.advanceTimersByTime(10_001);
    expect((await joins.get(10_000)).livekit.token).toBe('2');
  });

  it('asks again after a failure', async () => {
    let calls = 0;
    const joins = new JoinSource(() => (++calls === 1 ? Promise.reject(ApiError.offline()) : Promise.resolve(join(calls))));
    await expect(joins.get(0)).rejects.toThrow();
    await expect(joins.get(0)).resolves.toBeTruthy();
  });
});
