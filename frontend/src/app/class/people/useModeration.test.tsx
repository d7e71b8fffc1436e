import type { ReactNode } from 'react';
import { act, renderHook } from '@testing-library/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiClient } from '@/shared/api/client';
import { LoginStore } from '@/shared/api/login';
import { ServicesProvider } from '@/shared/api/services';
import type { Role } from '@/shared/api/types';
import en from '@/shared/i18n/en.json';
import { opened } from '@/shared/live/testWire';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { useModeration } from './useModeration';

const ben = { userId: 'ben', name: 'Ben', role: 'learner', isYou: false, mic: 'on', camera: true, sharing: false, speaking: false, connected: true, device: 'phone', away: false, room: 'main' } as const;

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function moderating(role: Role) {
  const kit = await opened();
  const login = new LoginStore();
  const notices = new Notices();
  const services = { login, api: new ApiClient(login) };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={new QueryClient()}>
      <ServicesProvider services={services}>
        <FeedbackProvider feedback={{ notices, announcer: new Announcer((_count, latest) => latest) }}>{children}</FeedbackProvider>
      </ServicesProvider>
    </QueryClientProvider>
  );
  const { result } = renderHook(() => useModeration('s', kit.socket, role), { wrapper });
  const settle = (...frames: unknown[]) =>
    act(async () => {
      kit.last().hear(...frames);
      await vi.advanceTimersByTimeAsync(0);
    });
  return { kit, result, settle, said: () => notices.getSnapshot().map(({ text }) => text) };
}

describe('useModeration', () => {
  it('lets an instructor make an assistant, and says so once the server has', async () => {
    const { kit, result, settle, said } = await moderating('instructor');
    act(() => result.current.moderation?.setRole?.(ben, 'assistant'));
    await settle();
    expect(kit.last().commands()).toEqual([{ userId: 'ben', role: 'assistant', type: 'person.role', id: 'id-1' }]);
    expect(said()).toEqual([]);
    await settle({ type: 'ack', id: 'id-1', offset: 2 });
    expect(said()).toEqual(['Ben is a teaching assistant in this class now.']);
  });

  it('says when the server refused', async () => {
    const { result, settle, said } = await moderating('instructor');
    act(() => result.current.moderation?.setRole?.(ben, 'assistant'));
    await settle();
    await settle({ type: 'refused', id: 'id-1', code: 'forbidden', message: 'No.' });
    expect(said()).toEqual(['The role of Ben could not be changed. Try again.']);
  });

  it.each([
    ['assistant', true, false],
    ['learner', false, false],
    ['observer', false, false],
  ] as const)('%s: moderates %s, gives roles %s', async (role, moderates, gives) => {
    const { result } = await moderating(role);
    expect(result.current.moderation !== null).toBe(moderates);
    expect(Boolean(result.current.moderation?.setRole)).toBe(gives);
  });
});
