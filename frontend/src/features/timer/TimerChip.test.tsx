import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { initI18n } from '@/shared/i18n/i18n';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { TimerChip } from './TimerChip';
import { TimerDialog } from './TimerDialog';
import { TimerModel } from './timerModel';

beforeAll(async () => {
  await initI18n('en');
});

const now = Date.parse('2026-03-02T10:00:00.000Z');
const command = vi.fn(() => Promise.resolve(undefined));
beforeEach(() => {
  command.mockClear();
});
const paused = { timerId: 't1', label: 'Groups', state: 'paused', totalMs: 120_000, leftMs: 65_000, endsAt: null };

function setup(timer: object | null) {
  const model = new TimerModel({ command }, () => now);
  model.slice.snapshot({ timer });
  const show = (content: React.ReactNode) => render(<FeedbackProvider feedback={{ announcer: new Announcer(String), notices: new Notices() }}>{content}</FeedbackProvider>);
  return { model, show };
}

const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));

describe('TimerChip', () => {
  it('shows everybody what is left, and nothing without a timer', () => {
    const { model, show } = setup(null);
    show(<TimerChip model={model} manages={false} />);
    expect(screen.queryByRole('timer')).toBeNull();
    act(() => model.slice.snapshot({ timer: paused }));
    expect(screen.getByRole('timer').textContent).toBe('1:05');
    expect(screen.queryByRole('button')).toBeNull();
    act(() => model.slice.snapshot({ timer: { ...paused, state: 'ended', leftMs: null, endsAt: '2026-03-02T09:59:00.000Z' } }));
    expect(screen.getByRole('timer').textContent).toBe('Time is up');
    act(() => model.slice.snapshot({ timer: { ...paused, state: 'ended', leftMs: null, endsAt: '2026-03-02T09:50:00.000Z' } }));
    expect(screen.queryByRole('timer')).toBeNull();
  });

  it('opens for staff what may be done', async () => {
    const { model, show } = setup(paused);
    show(<TimerChip model={model} manages />);
    await press(/Timer options/);
    for (const name of ['Go on', '1 minute more', 'Stop']) await press(name);
    expect(command.mock.calls).toEqual([['stage.timer_resume'], ['stage.timer_add', { seconds: 60 }], ['stage.timer_stop']]);
  });
});

describe('TimerDialog', () => {
  it('starts a usual time by one press, with its label', async () => {
    const { model, show } = setup(null);
    const close = vi.fn();
    show(<TimerDialog model={model} isOpen onClose={close} />);
    await userEvent.type(screen.getByRole('textbox', { name: 'What it is for' }), 'Groups');
    await press('5 minutes');
    expect(command).toHaveBeenCalledWith('stage.timer_start', { seconds: 300, label: 'Groups' });
    expect(close).toHaveBeenCalledOnce();
  });

  it('names what can not be', async () => {
    const { model, show } = setup(paused);
    show(<TimerDialog model={model} isOpen onClose={() => undefined} />);
    expect(screen.getByText('A timer is running. A new one takes its place.')).toBeTruthy();
    await userEvent.type(screen.getByRole('textbox', { name: 'Another number of minutes' }), 'ten{Enter}');
    expect(screen.getByText('Enter a number of minutes, such as 7 or 2.5.')).toBeTruthy();
    expect(command).not.toHaveBeenCalled();
  });
});
