import { act, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import en from '@/shared/i18n/en.json';
import { ConnectionBanners } from '@/features/live/ConnectionBanners';
import { EndPage, type Outcome } from '@/features/live/EndPage';
import { LeaveDialog } from '@/features/live/LeaveDialog';
import { PeoplePanel } from '@/features/roster/PeoplePanel';
import type { RosterEntry } from '@/features/roster/people';
import { AttentionList } from '@/features/report/AttentionList';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});
afterEach(() => {
  vi.useRealTimers();
});

function entry(name: string, change: Partial<RosterEntry> = {}): RosterEntry {
  return { userId: name, name, role: 'learner', isYou: false, mic: 'on', camera: true, sharing: false, speaking: false, connected: true, ...change };
}

const people = [
  entry('Zoe'),
  entry('Chloé Martin', { mic: 'off' }),
  entry('Ana', { isYou: true, role: 'assistant' }),
  entry('Maya', { role: 'instructor' }),
  entry('Ben'),
  entry('<script>alert(1)</script>'),
];
const names = () => screen.getAllByRole('listitem').map((item) => within(item).getAllByText(/./)[1]?.textContent);

describe('PeoplePanel', () => {
  it('lists teachers first, then by name, and finds people without accents', async () => {
    render(<PeoplePanel people={people} moderation={null} onMuteAll={() => undefined} onClose={() => undefined} />);
    expect(names().slice(0, 2)).toEqual([expect.stringContaining('Maya'), expect.stringContaining('Ana')]);
    expect(screen.getByRole('heading', { name: /People \(6\)/ })).toBeTruthy();
    await userEvent.type(screen.getByRole('searchbox'), 'chloe');
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    await userEvent.type(screen.getByRole('searchbox'), 'x');
    expect(screen.getByText(/Nobody matches/)).toBeTruthy();
  });

  it('shows names as text, never as markup', () => {
    render(<PeoplePanel people={people} moderation={null} onMuteAll={() => undefined} onClose={() => undefined} />);
    expect(screen.getByText('<script>alert(1)</script>')).toBeTruthy();
  });

  it('offers nothing to people who do not moderate', () => {
    render(<PeoplePanel people={people} moderation={null} onMuteAll={() => undefined} onClose={() => undefined} />);
    expect(screen.queryByRole('button', { name: /Mute everyone|Actions for/ })).toBeNull();
  });

  it('lets a teacher mute one and all, but not themselves', async () => {
    const mute = vi.fn();
    const muteAll = vi.fn();
    render(<PeoplePanel people={people} moderation={{ mute, remove: vi.fn() }} onMuteAll={muteAll} onClose={() => undefined} />);
    expect(screen.queryByRole('button', { name: 'Actions for Ana' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Mute everyone' }));
    expect(muteAll).toHaveBeenCalledTimes(1);
    await userEvent.click(screen.getByRole('button', { name: 'Actions for Ben' }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'Mute' }));
    expect(mute).toHaveBeenCalledWith(people[4], 'microphone');
  });
});

describe('ConnectionBanners', () => {
  const live = { status: 'open' as const, lostAt: null, media: 'up' as const };

  it('is silent while all is well', () => {
    const { container } = render(<ConnectionBanners live={live} mediaLostAt={null} mediaConnecting={false} onRejoin={() => undefined} />);
    expect(container.textContent).toBe('');
  });

  it('says what still works and offers to rejoin after ten seconds', () => {
    vi.useFakeTimers();
    const rejoin = vi.fn();
    render(<ConnectionBanners live={live} mediaLostAt={Date.now()} mediaConnecting={false} onRejoin={rejoin} />);
    expect(screen.getByRole('status').textContent).toContain('you are still in class');
    expect(screen.queryByRole('button')).toBeNull();
    act(() => {
      vi.advanceTimersByTime(11_000);
    });
    screen.getByRole('button', { name: 'Rejoin now' }).click();
    expect(rejoin).toHaveBeenCalledTimes(1);
  });

  it.each([
    [{ ...live, status: 'reconnecting' as const, lostAt: 0 }, null, /audio and video go on/],
    [{ ...live, status: 'reconnecting' as const, lostAt: 0 }, 0, /Connection lost/],
    [{ ...live, media: 'down' as const }, 0, /server is restarting/],
  ])('tells the losses apart', (state, mediaLostAt, text) => {
    render(<ConnectionBanners live={state} mediaLostAt={mediaLostAt} mediaConnecting={false} onRejoin={() => undefined} />);
    expect(screen.getByRole('status').textContent).toMatch(text);
  });
});

describe('EndPage', () => {
  const show = (outcome: Outcome, returnUrl = 'https://lms.test/') => render(<EndPage outcome={outcome} endReason={null} teaches={false} returnUrl={returnUrl} report={<a href="/r">report</a>} onReturn={() => undefined} />);

  it.each(['left', 'ended', 'removed', 'duplicate', 'expired', 'full', 'refused'] as const)('%s has a heading and a way on', (outcome) => {
    show(outcome);
    expect(screen.getByRole('heading', { level: 1 }).textContent).not.toBe('');
    expect(screen.getByRole('link', { name: 'Back to course' })).toBeTruthy();
  });

  it('offers no way back in to somebody who was removed', () => {
    show('removed');
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.queryByText('report')).toBeNull();
  });
});

describe('LeaveDialog', () => {
  it('keeps leaving and ending apart', async () => {
    const leave = vi.fn();
    const end = vi.fn();
    render(<LeaveDialog isOpen onClose={() => undefined} onLeave={leave} onEnd={end} ending={false} error={null} />);
    expect(screen.getByRole('dialog', { name: 'Leave class' }).textContent).toContain('attendance is worked out');
    await userEvent.click(screen.getByRole('button', { name: 'End class for everyone' }));
    expect([leave.mock.calls.length, end.mock.calls.length]).toEqual([0, 1]);
  });
});

describe('AttentionList', () => {
  it('is calm where there is nothing to do', () => {
    render(<AttentionList items={[]} classSeconds={3_000} scores="arrived" />);
    expect(screen.getByText(/every score arrived/)).toBeTruthy();
  });

  it('says what to do about a refused score and offers to send again', async () => {
    const run = vi.fn();
    render(<AttentionList items={[{ kind: 'failed', name: 'Jonas', userId: 'j', lastError: 'HTTP 503', mend: '' }]} classSeconds={3_000} scores="arrived" retry={{ run, busy: false }} />);
    expect(screen.getByRole('listitem').textContent).toContain('ask whoever runs your course site');
    await userEvent.click(screen.getByRole('button', { name: 'Send failed scores again' }));
    expect(run).toHaveBeenCalledTimes(1);
  });
});
