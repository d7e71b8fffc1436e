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
  return { userId: name, name, role: 'learner', isYou: false, mic: 'on', camera: true, sharing: false, speaking: false, connected: true, device: 'desktop', away: false, room: 'main', ...change };
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
  const many = [...people, ...Array.from({ length: 8 }, (_, i) => entry(`Guest ${i}`))];

  it('lists teachers first, then by name, in groups', () => {
    render(<PeoplePanel people={[...people, entry('Vera', { role: 'observer' })]} moderation={null} onMuteAll={() => undefined} />);
    expect(names().slice(0, 3)).toEqual([expect.stringContaining('Maya'), expect.stringContaining('Ana'), expect.stringContaining('<script>')]);
    expect(screen.getAllByRole('heading', { level: 2 }).map((heading) => heading.textContent)).toEqual(['Teachers (2)', 'Students (4)', 'Observers (1)']);
    expect(within(screen.getByRole('list', { name: /Students/ })).getAllByRole('listitem')).toHaveLength(4);
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  it('finds people without accents once there are many', async () => {
    render(<PeoplePanel people={many} moderation={null} onMuteAll={() => undefined} />);
    await userEvent.type(screen.getByRole('searchbox'), 'chloe');
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    await userEvent.type(screen.getByRole('searchbox'), 'x');
    expect(screen.getByText(/Nobody matches/)).toBeTruthy();
  });

  it('says which device somebody has, who is away, and what features add', async () => {
    const lower = vi.fn();
    const part = (person: RosterEntry) => (person.name === 'Ben' ? { badge: <span>hand 1</span>, actions: [{ id: 'lower', label: 'Lower hand', act: lower }] } : null);
    render(<PeoplePanel people={[entry('Ben', { device: 'phone', away: true }), entry('Zoe', { device: 'unknown' })]} moderation={null} onMuteAll={() => undefined} part={part} above={<p>queue</p>} />);
    const [ben, zoe] = screen.getAllByRole('listitem');
    expect(ben?.textContent).toMatch(/away.*hand 1/);
    expect(within(ben ?? document.body).getByRole('img', { name: 'On a phone' })).toBeTruthy();
    expect(within(zoe ?? document.body).queryByRole('img', { name: /On a/ })).toBeNull();
    expect(screen.getByText('queue')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Actions for Ben' }));
    expect(screen.getAllByRole('menuitem')).toHaveLength(1);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Lower hand' }));
    expect(lower).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['learner', 'Make teaching assistant', 'assistant'],
    ['assistant', 'Make student', 'learner'],
  ] as const)('lets an instructor change the role of a %s for this class', async (role, label, next) => {
    const setRole = vi.fn();
    const person = entry('Ben', { role });
    render(<PeoplePanel people={[person]} moderation={{ mute: vi.fn(), remove: vi.fn(), setRole }} onMuteAll={() => undefined} />);
    await userEvent.click(screen.getByRole('button', { name: 'Actions for Ben' }));
    await userEvent.click(screen.getByRole('menuitem', { name: label }));
    expect(setRole).toHaveBeenCalledWith(person, next);
  });

  it('offers no role to whoever may not give one, and none for instructors', async () => {
    render(<PeoplePanel people={[entry('Ivo', { role: 'instructor' })]} moderation={{ mute: vi.fn(), remove: vi.fn(), setRole: vi.fn() }} onMuteAll={() => undefined} />);
    await userEvent.click(screen.getByRole('button', { name: 'Actions for Ivo' }));
    expect(screen.queryByRole('menuitem', { name: /Make/ })).toBeNull();
  });

  it('shows names as text, never as markup', () => {
    render(<PeoplePanel people={people} moderation={null} onMuteAll={() => undefined} />);
    expect(screen.getByText('<script>alert(1)</script>')).toBeTruthy();
  });

  it('offers nothing to people who do not moderate', () => {
    render(<PeoplePanel people={people} moderation={null} onMuteAll={() => undefined} />);
    expect(screen.queryByRole('button', { name: /Mute everyone|Actions for/ })).toBeNull();
  });

  it('lets a teacher mute one and all, but not themselves', async () => {
    const mute = vi.fn();
    const muteAll = vi.fn();
    render(<PeoplePanel people={people} moderation={{ mute, remove: vi.fn(), setRole: null }} onMuteAll={muteAll} />);
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

  it('counts what waits while the plane is away', () => {
    const away = { ...live, status: 'reconnecting' as const, lostAt: 0 };
    const { rerender } = render(<ConnectionBanners live={away} waiting={0} mediaLostAt={null} mediaConnecting={false} onRejoin={() => undefined} />);
    expect(screen.getByRole('status').textContent).toBe('Reconnecting… What you write is kept; audio and video go on.');
    rerender(<ConnectionBanners live={away} waiting={2} mediaLostAt={null} mediaConnecting={false} onRejoin={() => undefined} />);
    expect(screen.getByRole('status').textContent).toMatch(/go on\. 2 things wait to be sent\.$/);
    rerender(<ConnectionBanners live={live} waiting={2} mediaLostAt={null} mediaConnecting={false} onRejoin={() => undefined} />);
    expect(screen.queryByRole('status')).toBeNull();
  });

  it.each([
    [{ ...live, media: 'down' as const }, null, /chat, polls and hands go on working/],
    [{ ...live, status: 'reconnecting' as const, lostAt: 0 }, null, /audio and video go on/],
    [{ ...live, status: 'reconnecting' as const, lostAt: 0 }, 0, /Connection lost/],
    [{ ...live, media: 'down' as const }, 0, /server is restarting/],
  ])('tells the losses apart', (state, mediaLostAt, text) => {
    render(<ConnectionBanners live={state} mediaLostAt={mediaLostAt} mediaConnecting={mediaLostAt === null} onRejoin={() => undefined} />);
    expect(screen.getByRole('status').textContent).toMatch(text);
  });
});

describe('EndPage', () => {
  const show = (outcome: Outcome, returnUrl = 'https://lms.test/') => render(<EndPage outcome={outcome} endReason={null} teaches={false} returnUrl={returnUrl} report={<a href="/r">report</a>} onReturn={() => undefined} />);

  it.each(['left', 'ended', 'removed', 'duplicate', 'expired', 'full', 'early', 'refused'] as const)('%s has a heading and a way on', (outcome) => {
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
