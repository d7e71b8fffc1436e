import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { initI18n } from '@/shared/i18n/i18n';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { BreakoutModel } from '../breakoutModel';
import { aBreakout, aFileDesk, aGroup } from '../testBreakout';
import { Activity } from './activity';
import type { WallPerson } from './standing';
import { Wall } from './Wall';

beforeAll(async () => {
  await initI18n('en');
});
beforeEach(() => {
  vi.stubGlobal('CSS', { escape: (text: string) => text });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const names: Record<string, string> = { ana: 'Ana', liam: 'Liam', noah: 'Noah', zoe: 'Zoë' };
const inRoom = (userId: string, room: string): WallPerson => ({ userId, name: names[userId] ?? '', away: false, room });

async function setup(breakout = aBreakout(), people = [inRoom('ana', 'g1'), inRoom('noah', 'main'), inRoom('zoe', 'main')], files = aFileDesk()) {
  const command = vi.fn(() => Promise.resolve({}));
  const model = new BreakoutModel({ command }, () => Date.now());
  model.slice.snapshot({ breakouts: [breakout], said: [] });
  const activity = new Activity();
  const sound = { subscribe: () => () => undefined, getSnapshot: vi.fn(() => silent), listen: vi.fn(() => Promise.resolve()), speak: vi.fn(() => Promise.reject(new DOMException('no', 'NotAllowedError'))), stop: vi.fn() };
  const does = { openBoard: vi.fn(), present: vi.fn(() => Promise.resolve()), readChat: vi.fn(), plan: vi.fn(), close: vi.fn() };
  const desk = { model, activity, files, me: { userId: 'teacher', role: 'instructor' }, people: new Map(people.map((one) => [one.userId, one])), learners: people, attendants: [], nameOf: (id: string) => names[id] ?? id, picture: () => null, listening: sound, ...does };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <FeedbackProvider feedback={{ announcer: new Announcer(String), notices: new Notices() }}>
        <Wall desk={desk} />
      </FeedbackProvider>
    </QueryClientProvider>,
  );
  await screen.findByRole('region', { name: 'Breakout groups' });
  return { command, model, activity, sound, ...does };
}

const silent = { groupId: null, into: [] };
const card = (name: string) => screen.getByRole('article', { name });
const press = (name: string | RegExp, inside: HTMLElement = document.body) => userEvent.click(within(inside).getByRole('button', { name }));

it('shows of each group who is there, who is on the way, and who isn’t in class; and who is in none', async () => {
  const { model } = await setup();
  expect((await within(card('Group 1')).findByRole('row', { name: /Liam/ })).textContent).toContain('not in class');
  expect(within(card('Group 2')).getByRole('row', { name: /Noah/ }).textContent).toContain('on the way');
  act(() => model.slice.event({ type: 'breakout.speaking', speaking: { g1: ['ana'] } }));
  await waitFor(() => expect(within(card('Group 1')).getByRole('row', { name: /Ana/ }).textContent).toContain('speaks'));
  expect(within(screen.getByRole('region', { name: 'In no group' })).getByText('Zoë')).toBeTruthy();
});

it('lists calls for help by time, and takes the teacher there', async () => {
  const groups = [aGroup('g1', { helpAt: '2026-03-02T10:05:00.000Z', helpBy: 'ana' }), aGroup('g2', { helpAt: '2026-03-02T10:04:00.000Z', helpBy: 'noah' })];
  const { command, close } = await setup(aBreakout({ groups }));
  const queue = screen.getByRole('region', { name: 'Calls for help' });
  expect(within(queue).getAllByRole('listitem').map((line) => /Group \d/.exec(line.textContent)?.[0])).toEqual(['Group 2', 'Group 1']);
  await press('Seen to: Group 1', queue);
  await press('Visit Group 2', queue);
  await waitFor(() => expect(close).toHaveBeenCalledOnce());
  expect(command.mock.calls).toEqual([['breakout.helped', { groupId: 'g1' }], ['breakout.visit', { groupId: 'g2' }]]);
});

it('counts what a group writes, moves people by their menu, and asks before it merges or closes', async () => {
  const { command, activity, readChat } = await setup();
  act(() => activity.wrote('g2', 'noah'));
  await press('1 new message', card('Group 2'));
  expect(readChat).toHaveBeenCalledWith('g2');
  await press('Move Ana', card('Group 1'));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'To Group 2' }));
  await press('More for Group 1');
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Merge into…' }));
  const ask = await screen.findByRole('alertdialog', { name: 'Merge Group 1 into another group' });
  await press('Merge', ask);
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  await press('Close groups');
  await press('At once', await screen.findByRole('alertdialog', { name: 'Close the groups?' }));
  expect(command.mock.calls).toEqual([['breakout.assign', { userId: 'ana', groupId: 'g2' }], ['breakout.merge', { groupId: 'g1', into: 'g2' }], ['breakout.close', { seconds: 0 }]]);
});

it('lets the groups stay open while they count down, and gives them more time', async () => {
  const later = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
  const { command, model } = await setup(aBreakout({ phase: 'closing', closesAt: later(20) }));
  await press('Keep open');
  act(() => model.slice.event({ type: 'breakout.kept', breakoutId: 'b1' }));
  await press('Time');
  expect((await screen.findByRole('menuitem', { name: '1 minute more' })).getAttribute('aria-disabled')).toBe('true');
  await userEvent.keyboard('{Escape}');
  act(() => model.slice.event({ type: 'breakout.time', breakoutId: 'b1', endsAt: later(100) }));
  await press('Time');
  await userEvent.click(await screen.findByRole('menuitem', { name: '5 minutes more' }));
  expect(command.mock.calls).toEqual([['breakout.keep', {}], ['breakout.time', { seconds: expect.closeTo(400, -1) }]]);
});

it('listens to a group, and says where the microphone can’t be used', async () => {
  const { sound } = await setup();
  await press('Listen to Group 1');
  expect(sound.listen).toHaveBeenCalledWith('g1');
  await press('Speak to all');
  expect(sound.speak).toHaveBeenCalledWith(['g1', 'g2']);
  expect((await screen.findAllByText(/^Your microphone can’t be used/)).length).toBeGreaterThan(0);
});

it('offers what became of groups that are closed, and to open them again', async () => {
  const { command, present, openBoard, plan } = await setup(aBreakout({ phase: 'closed', closedAt: '2026-03-02T10:20:00.000Z' }));
  await press('Present the board of Group 2');
  await press('Open the board of Group 1');
  await press('Plan new groups');
  expect([present.mock.calls, openBoard.mock.calls, plan.mock.calls.length]).toEqual([[['g2']], [['g1']], 1]);
  await press('Open again');
  await waitFor(() => expect(command).toHaveBeenCalledWith('breakout.open', { breakoutId: 'b1' }));
});

it('attaches files to the task of all groups, and to that of one, while they are open', async () => {
  const upload = vi.fn((_: Blob, name: string) => Promise.resolve({ fileId: name, name, type: 'application/pdf', size: 3 }));
  const { command } = await setup(aBreakout({ files: ['f1'] }), undefined, aFileDesk({ upload, list: () => Promise.resolve([{ fileId: 'f1', name: 'Old.pdf', type: 'application/pdf', size: 9 }]) }));
  const attach = async (title: string, name: string) => {
    const dialog = await screen.findByRole('dialog', { name: title });
    await userEvent.upload(within(dialog).getByLabelText('Files of the task', { selector: 'input' }), new File(['new'], name, { type: 'application/pdf' }));
    await within(dialog).findByRole('button', { name: `Remove ${name}` });
    await press('Save', dialog);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  };
  await press('Files');
  await attach('Files for all groups', 'all.pdf');
  await press('More for Group 2');
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Files…' }));
  await attach('Files for Group 2', 'two.pdf');
  expect(command.mock.calls).toEqual([['breakout.attach', { files: ['f1', 'all.pdf'] }], ['breakout.attach', { groupId: 'g2', files: ['two.pdf'] }]]);
});
