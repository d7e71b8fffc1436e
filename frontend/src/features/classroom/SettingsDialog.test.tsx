import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiClient } from '@/shared/api/client';
import { LoginStore } from '@/shared/api/login';
import { ServicesProvider } from '@/shared/api/services';
import type { Classroom } from '@/shared/api/types';
import { initI18n } from '@/shared/i18n/i18n';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { SettingsDialog } from './SettingsDialog';

beforeAll(async () => {
  await initI18n('en');
});
afterEach(() => {
  vi.restoreAllMocks();
});

const classroom: Classroom = {
  id: 'c1',
  title: 'Algebra',
  courseTitle: '',
  tier: 'seminar',
  settings: { attendance: { threshold: 0.5, lateAfterSeconds: 300, leftEarlySeconds: 300, graceSeconds: 0 }, emptyGraceSeconds: 300, maxParticipants: 100, schedule: { startsAt: null, lengthMinutes: 0 }, entry: { opens: 'live', earlyMinutes: 10, observers: true } },
  liveSessionId: null,
  lastSessionId: null,
};

function show(answer: () => Response) {
  const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(answer()));
  const close = vi.fn();
  const login = new LoginStore();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ServicesProvider services={{ login, api: new ApiClient(login) }}>
        <FeedbackProvider feedback={{ announcer: new Announcer(String), notices: new Notices() }}>
          <SettingsDialog classroom={classroom} isOpen onClose={close} />
        </FeedbackProvider>
      </ServicesProvider>
    </QueryClientProvider>,
  );
  return { asked, close };
}

const people = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Most people in class' });
const save = () => userEvent.click(screen.getByRole('button', { name: 'Save settings' }));

describe('SettingsDialog', () => {
  it('names a value that can not be, goes to it, and asks nothing', async () => {
    const { asked } = show(() => Response.json({}));
    await userEvent.clear(people());
    await userEvent.type(people(), '1');
    await save();
    expect(people().getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('Enter a whole number from 2 to 1000.')).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(people()));
    expect(asked).not.toHaveBeenCalled();
  });

  it('keeps what was typed where the server refuses', async () => {
    const { close } = show(() => Response.json({ code: 'internal' }, { status: 500 }));
    await userEvent.clear(people());
    await userEvent.type(people(), '30');
    await save();
    expect((await screen.findByText(/Something went wrong/)).textContent).toContain('Something went wrong');
    expect(people().value).toBe('30');
    expect(close).not.toHaveBeenCalled();
  });

  it('plans a class for which learners wait', async () => {
    const { asked, close } = show(() => Response.json(classroom.settings));
    const opens = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Learners may enter' });
    expect(opens.disabled).toBe(true);
    fireEvent.change(screen.getByLabelText('Starts'), { target: { value: '2030-09-02T10:00' } });
    await userEvent.selectOptions(opens, 'scheduled');
    await userEvent.clear(screen.getByLabelText('Minutes before the start'));
    await userEvent.type(screen.getByLabelText('Minutes before the start'), '15');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Observers may enter too' }));
    await save();
    await waitFor(() => expect(close).toHaveBeenCalledTimes(1));
    expect(JSON.parse(String(asked.mock.calls[0]?.[1]?.body))).toMatchObject({
      schedule: { startsAt: new Date('2030-09-02T10:00').toISOString(), lengthMinutes: 0 },
      entry: { opens: 'scheduled', earlyMinutes: 15, observers: false },
    });
  });

  it('saves, says so and closes', async () => {
    const { asked, close } = show(() => Response.json(classroom.settings));
    await userEvent.clear(people());
    await userEvent.type(people(), '30');
    await save();
    await waitFor(() => expect(close).toHaveBeenCalledTimes(1));
    expect(screen.getByText('Class settings saved.')).toBeTruthy();
    const [url, init] = asked.mock.calls[0] ?? [];
    expect([url, init?.method]).toEqual(['/api/v1/classrooms/c1/settings', 'PATCH']);
    expect(JSON.parse(String(init?.body))).toEqual({ ...classroom.settings, maxParticipants: 30 });
  });
});
