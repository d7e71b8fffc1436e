import i18next from 'i18next';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import words from '@/shared/i18n/breakout/en.json';
import en from '@/shared/i18n/en.json';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { BreakoutModel } from './breakoutModel';
import { GroupBar } from './GroupBar';
import { GroupsPanel } from './GroupsPanel';
import { MoveCard } from './MoveCard';
import { running } from './places';
import type { Room } from './room';
import { SaidCards } from './SaidCards';
import { aBreakout, aFileDesk, aGroup } from './testBreakout';
import { useBreakoutNews, useTimeSaid } from './useBreakoutNews';
import { useBreakouts } from './useBreakouts';
import type { Breakout } from './wire';

const start = Date.parse('2026-03-02T10:00:00.000Z');
const names: Record<string, string> = { ana: 'Ana', liam: 'Liam', noah: 'Noah', tia: 'Tia' };

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en, breakout: words } }, interpolation: { escapeValue: false } });
});
beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function setup(breakout: Breakout = aBreakout(), change: Partial<Room> = {}) {
  const command = vi.fn(() => Promise.resolve({}));
  const model = new BreakoutModel({ command }, () => Date.now());
  model.slice.snapshot({ breakouts: [breakout], said: [] });
  const announcer = new Announcer((count, latest) => `${String(count)} ${latest}`);
  const said = vi.spyOn(announcer, 'say');
  const urgent = vi.spyOn(announcer, 'urgent');
  const feedback = { announcer, notices: new Notices() };
  const room: Room = { model, me: { userId: 'ana', role: 'learner' }, place: 'g1', moves: 0, nameOf: (user) => names[user] ?? 'Somebody', here: new Set(Object.keys(names)), media: { room: 'g1', connected: true }, files: aFileDesk(), openGroups: vi.fn(), ...change };
  const client = new QueryClient();
  const ui = (now: Room) => (
    <QueryClientProvider client={client}>
      <I18nextProvider i18n={i18next}>
        <FeedbackProvider feedback={feedback}>
          <All room={now} />
        </FeedbackProvider>
      </I18nextProvider>
    </QueryClientProvider>
  );
  const view = render(ui(room));
  const again = (more: Partial<Room>) => view.rerender(ui({ ...room, ...more }));
  const hear = (type: string, body: object) => act(() => model.slice.event({ type: `breakout.${type}`, ...body }));
  return { command, model, said, urgent, notices: feedback.notices, room, again, hear };
}

function All({ room }: { room: Room }) {
  useBreakoutNews(room);
  useTimeSaid(room, running(useBreakouts(room.model)));
  return (
    <>
      <GroupBar room={room} />
      <SaidCards room={room} />
      <MoveCard room={room} />
      <GroupsPanel room={room} />
    </>
  );
}

const bar = () => screen.getByRole('region', { name: 'Your group' });
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();

describe('The row of a group', () => {
  it('names the group, the others who are here, and the task', () => {
    setup(aBreakout(), { here: new Set(['ana', 'liam']) });
    expect(within(bar()).getByText('Group 1')).toBeTruthy();
    expect(bar().textContent).toContain('with Liam');
    expect(bar().textContent).toContain('Read chapter 3');
  });

  it('says that there are new files with the task of the own group, once, and to nobody else', () => {
    const { hear, notices, said } = setup(aBreakout({ files: ['f1'] }));
    const shown = () => notices.getSnapshot().map(({ text }) => text);
    hear('group', { breakoutId: 'b1', by: 'teacher', group: aGroup('g2', { members: ['noah'], files: ['f2'] }) });
    hear('group', { breakoutId: 'b1', by: 'ana', group: aGroup('g1', { members: ['ana', 'liam'], task: 'More' }) });
    expect(shown()).toEqual([]);
    hear('groups', { by: 'teacher', breakout: aBreakout({ files: ['f1', 'f3'] }) });
    expect(shown()).toEqual(['There are new files with your task.']);
    expect(said).toHaveBeenLastCalledWith('There are new files with your task.');
    hear('group', { breakoutId: 'b1', by: 'teacher', group: aGroup('g1', { members: ['ana', 'liam'], task: 'Even more' }) });
    expect(shown()).toHaveLength(1);
    expect(bar().textContent).toContain('2');
  });

  it('has the files for all and for the group, and saves them', async () => {
    vi.useRealTimers();
    const save = vi.fn(() => Promise.resolve());
    const sheet = { fileId: 'f1', name: 'Sheet.pdf', type: 'application/pdf', size: 2_000 };
    const own = { fileId: 'f2', name: 'Map.pdf', type: 'application/pdf', size: 10 };
    setup(aBreakout({ files: ['f1'], groups: [aGroup('g1', { members: ['ana'], files: ['f2'] }), aGroup('g2', { files: ['f3'] })] }), { files: aFileDesk({ list: () => Promise.resolve([sheet, own]), save }) });
    expect(within(bar()).getByText('Task (files: 2)')).toBeTruthy();
    expect(await within(bar()).findByText('Map.pdf')).toBeTruthy();
    fireEvent.click(within(bar()).getByText('Sheet.pdf'));
    expect(save).toHaveBeenCalledWith(sheet);
    await act(() => Promise.resolve());
  });

  it('calls for help, says since when, and takes the call back', () => {
    const { command, hear } = setup();
    fireEvent.click(within(bar()).getByRole('button', { name: 'Call for help' }));
    expect(command).toHaveBeenLastCalledWith('breakout.help', { on: true });
    hear('group', { breakoutId: 'b1', by: 'ana', group: aGroup('g1', { members: ['ana', 'liam'], helpAt: at(0), helpBy: 'ana' }) });
    const called = within(bar()).getByRole('button', { name: /^Help called at/ });
    expect(called.getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(called);
    expect(command).toHaveBeenLastCalledWith('breakout.help', { on: false });
  });

  it('says that the task is done', () => {
    const { command } = setup();
    fireEvent.click(within(bar()).getByRole('button', { name: 'Done' }));
    expect(command).toHaveBeenLastCalledWith('breakout.done', { done: true });
  });

  it('lets one go to the main room only where that is allowed', () => {
    setup();
    expect(within(bar()).queryByRole('button', { name: 'Main room' })).toBeNull();
    cleanup();
    const { command } = setup(aBreakout({ mayReturn: true }));
    fireEvent.click(within(bar()).getByRole('button', { name: 'Main room' }));
    expect(command).toHaveBeenLastCalledWith('breakout.return', {});
  });

  it('in the main room leads back to the own group', () => {
    const { command } = setup(aBreakout({ mayReturn: true, groups: [aGroup('g1', { members: ['ana'], out: ['ana'] })] }), { place: 'main' });
    fireEvent.click(screen.getByRole('button', { name: 'Back to my group' }));
    expect(command).toHaveBeenLastCalledWith('breakout.rejoin', {});
  });

  it('offers staff who visit nothing but the way back', () => {
    const { command } = setup(aBreakout(), { me: { userId: 'tia', role: 'instructor' } });
    expect(within(bar()).queryByRole('button', { name: 'Call for help' })).toBeNull();
    fireEvent.click(within(bar()).getByRole('button', { name: 'Back to the main room' }));
    expect(command).toHaveBeenLastCalledWith('breakout.visit', { groupId: '' });
  });

  it('counts down, and says politely when a minute and ten seconds are left', async () => {
    const { said } = setup(aBreakout({ endsAt: at(90) }));
    expect(within(bar()).getByRole('timer').textContent).toBe('1:30');
    await act(() => vi.advanceTimersByTimeAsync(31_000));
    expect(within(bar()).getByRole('timer').textContent).toBe('0:59');
    await act(() => vi.advanceTimersByTimeAsync(50_000));
    expect(said.mock.calls.map(([text]) => text).filter((text) => text.includes('left'))).toEqual(['60 seconds left in the groups.', '10 seconds left in the groups.']);
  });

  it('shows the countdown of the end to everybody, and takes it back', () => {
    const { hear, said } = setup(aBreakout(), { place: 'main', me: { userId: 'tia', role: 'instructor' } });
    expect(screen.queryByRole('timer')).toBeNull();
    hear('closing', { by: 'tia', breakout: aBreakout({ phase: 'closing', closesAt: at(10) }) });
    expect(screen.getByRole('timer').textContent).toBe('0:10');
    expect(said).toHaveBeenLastCalledWith('The groups close in 10 seconds.');
    hear('kept', { breakoutId: 'b1', by: 'tia' });
    expect(screen.queryByRole('timer')).toBeNull();
    expect(screen.getByText('The groups stay open.')).toBeTruthy();
  });
});

describe('A move', () => {
  it('is said at once, with whom one goes, and the card goes when sound and picture are there', async () => {
    const { again, urgent } = setup(aBreakout(), { place: 'main', media: { room: 'main', connected: true } });
    again({ place: 'g1', moves: 1, media: { room: 'main', connected: true } });
    expect(screen.getByText('Going to Group 1 with Liam')).toBeTruthy();
    expect(screen.getAllByText('Audio and video follow…')).toHaveLength(2);
    expect(urgent).toHaveBeenCalledExactlyOnceWith('Going to Group 1 with Liam');
    again({ place: 'g1', moves: 1, media: { room: 'g1', connected: true } });
    expect(screen.getByText('Audio and video are there')).toBeTruthy();
    await act(() => vi.advanceTimersByTimeAsync(3_000));
    expect(screen.queryByText('Audio and video are there')).toBeNull();
    again({ place: 'main', moves: 2, media: { room: 'main', connected: true } });
    expect(urgent).toHaveBeenLastCalledWith('Back in the main room');
  });

  it('does not hold up who has no sound and picture', async () => {
    const { again } = setup(aBreakout(), { place: 'main' });
    again({ place: 'g1', moves: 1, media: { room: '', connected: false } });
    await act(() => vi.advanceTimersByTimeAsync(9_000));
    expect(screen.queryByText('Audio and video follow…')).toBeNull();
  });
});

describe('Words of those who teach', () => {
  it('stay until they were read, and are kept in the panel', () => {
    const { hear, urgent } = setup();
    hear('said', { breakoutId: 'b1', messageId: 'm1', text: 'Five more minutes', groupIds: ['g1'], by: 'tia', name: 'Tia' });
    expect(urgent).toHaveBeenLastCalledWith('Tia to the groups: Five more minutes');
    expect(screen.getAllByText('Five more minutes')).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.getAllByText('Five more minutes')).toHaveLength(1);
  });
});

describe('The groups', () => {
  it('list their people, with who is not here or in the main room', () => {
    setup(aBreakout({ groups: [aGroup('g1', { members: ['ana', 'eva'], out: ['ana'] }), aGroup('g2')] }), { place: 'main' });
    const one = screen.getByRole('region', { name: 'Group 1' });
    expect(within(one).getAllByRole('listitem').map((item) => item.textContent)).toEqual(['Ana(you)in the main room', 'Somebodynot here']);
    expect(screen.getByRole('region', { name: 'Group 2' }).textContent).toContain('Nobody yet');
  });

  it('can be chosen where the choice is free, as long as there is room', () => {
    const free = aBreakout({ choice: 'free', groups: [aGroup('g1', { cap: 1, members: ['liam'] }), aGroup('g2', { cap: 3, members: ['noah'] })] });
    const { command, room } = setup(free, { place: 'main' });
    fireEvent.click(screen.getByRole('button', { name: 'Choose a group' }));
    expect(room.openGroups).toHaveBeenCalledOnce();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Choose Group 1' }).disabled).toBe(true);
    expect(screen.getByRole('region', { name: 'Group 2' }).textContent).toContain('2 places free');
    fireEvent.click(screen.getByRole('button', { name: 'Choose Group 2' }));
    expect(command).toHaveBeenLastCalledWith('breakout.choose', { groupId: 'g2' });
  });

  it('offer no choice to others, and are still shown when they are closed', () => {
    setup(aBreakout({ choice: 'free', phase: 'closed', closedAt: at(0) }), { place: 'main' });
    expect(screen.queryByRole('button', { name: /^Choose/ })).toBeNull();
    expect(screen.getByText('The groups are closed. These were the last ones.')).toBeTruthy();
    expect(screen.queryByRole('timer')).toBeNull();
  });
});
