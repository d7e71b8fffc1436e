import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/shared/api/apiError';
import { codeFromHash, Exchange, openInOwnTab } from './launch';

const answer = { token: 't', expiresAt: '', me: { userId: 'u', name: 'A', role: 'learner' as const }, classroomId: 'c', locale: '', returnUrl: '', page: 'class' as const, about: '' };

describe('codeFromHash', () => {
  it.each([
    ['#code=abc', 'abc'],
    ['#code=a%2Bb', 'a+b'],
    ['#code=', null],
    ['', null],
    ['#other=1', null],
  ])('%s', (hash, code) => {
    expect(codeFromHash(hash)).toBe(code);
  });
});

describe('Exchange', () => {
  it('spends a code once, however often the page renders', async () => {
    const exchange = vi.fn(() => Promise.resolve(answer));
    const once = new Exchange({ exchange });
    await Promise.all([once.run('x'), once.run('x')]);
    expect(exchange).toHaveBeenCalledTimes(1);
  });

  it('may try again where the request did not arrive, but not where the code was refused', async () => {
    const exchange = vi.fn(() => Promise.reject(ApiError.offline()));
    const once = new Exchange({ exchange });
    await expect(once.run('x')).rejects.toThrow();
    await expect(once.run('x')).rejects.toThrow();
    expect(exchange).toHaveBeenCalledTimes(2);
    const refused = vi.fn(() => Promise.reject(new ApiError(410, { code: 'code_used' })));
    const again = new Exchange({ exchange: refused });
    await expect(again.run('x')).rejects.toThrow();
    await expect(again.run('x')).rejects.toThrow();
    expect(refused).toHaveBeenCalledTimes(1);
  });
});

describe('openInOwnTab', () => {
  const origin = 'https://class.test';
  const fakeTab = () => ({ location: { replace: vi.fn() }, close: vi.fn() });

  it('opens the tab within the click and gives it the address later', async () => {
    const tab = fakeTab();
    const open = vi.fn(() => tab);
    const result = openInOwnTab(() => Promise.resolve('a+b'), { open, location: { origin } });
    expect(open).toHaveBeenCalledTimes(1);
    await expect(result).resolves.toEqual({ kind: 'opened' });
    expect(tab.location.replace).toHaveBeenCalledWith('https://class.test/launch#code=a%2Bb');
  });

  it('offers a link where the browser blocked the tab', async () => {
    const view = { open: () => null, location: { origin } };
    await expect(openInOwnTab(() => Promise.resolve('x'), view)).resolves.toEqual({ kind: 'blocked', href: '/launch#code=x' });
  });

  it('closes the empty tab when no code could be had', async () => {
    const tab = fakeTab();
    const result = await openInOwnTab(() => Promise.reject(ApiError.offline()), { open: () => tab, location: { origin } });
    expect(result.kind).toBe('failed');
    expect(tab.close).toHaveBeenCalled();
  });
});
