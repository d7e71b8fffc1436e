import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import { useState } from 'react';
import { initReactI18next } from 'react-i18next';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoginStore } from '@/shared/api/login';
import en from '@/shared/i18n/en.json';
import type { Slice } from '@/shared/live/slices';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { useTry } from '@/shared/ui/useTry';
import { createBoard, type Board } from './board';
import { BoardBar } from './bar/BoardBar';
import { BoardDialogs } from './dialogs/BoardDialogs';
import { GroupLine } from './bar/GroupLine';
import { groupName, nameless } from './groups';
import { currentPage } from './boardModel';
import { LimitLine } from './rights/LimitLine';
import { PageStrip } from './strip/PageStrip';
import { Previews } from './strip/previews';
import type { Asked, BoardStage, Member } from './props';
import { isStaff, rightsOf } from './rights/rights';
import { testPage } from './testPage';
import { UndoBar } from './bar/UndoBar';
import { useBoardNews, useBoardState, usePageName } from './useBoard';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});

let sent: { type: string; body: object | undefined }[] = [];
let slice: Slice | null = null;
let roster: object[] = [];
beforeEach(() => {
  sent = [];
  roster = [];
  Element.prototype.scrollIntoView = () => undefined;
  vi.stubGlobal('IntersectionObserver', Unseen);
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(roster), { headers: { 'Content-Type': 'application/json' } })));
});

/** Nothing is in sight: small pictures aren't drawn. */
class Unseen {
  observe() {}
  disconnect() {}
}

const maya: Member = { userId: 'maya', name: 'Maya', role: 'instructor' };
const ana: Member = { userId: 'ana', name: 'Ana', role: 'learner' };
const ben: Member = { userId: 'ben', name: 'Ben', role: 'learner' };
const names: Record<string, string> = { maya: 'Maya', ana: 'Ana', ben: 'Ben' };

function made(me: Member, state: object = {}): Board {
  const board = createBoard({
    session: {
      command(type, body) {
        sent.push({ type, body });
        return Promise.resolve({ boardId: 'new' });
      },
      slice(_, given) {
        slice = given;
        return () => undefined;
      },
    },
    login: new LoginStore(),
    sessionId: 's',
    userId: me.userId,
  });
  slice?.snapshot({ pages: [testPage('a', { title: 'Angles' }), testPage('b', { title: '' }), testPage('c', { title: 'Circles' })], shown: null, imports: [], ...state });
  return board;
}

const previews = new Previews(() => Promise.resolve({ updates: [], next: null }));

/** The board without what is drawn. */
function Bench({ board, me, stage }: { board: Board; me: Member; stage: BoardStage | null }) {
  const attempt = useTry();
  const [asked, ask] = useState<Asked | null>(null);
  const state = useBoardState(board.model);
  const pageName = usePageName(state.all, state.group);
  const current = currentPage(state);
  const nameOf = (id: string) => names[id] ?? 'somebody';
  useBoardNews(board.model, me.userId, current, nameOf);
  if (!current) return null;
  const staff = isStaff(me.role);
  const desk = { board, state, current, previews, drawn: null, me, lesson: { title: 'Maths 8b', startedAt: '2026-11-26T09:00:00Z' }, staff, manages: staff, stage, pageName, nameOf, groupName: (id: string) => groupName(state.all, id, nameless), ask, attempt };
  return (
    <>
      <GroupLine desk={desk} />
      <BoardBar desk={desk} strip onStrip={() => undefined} writes={staff ? 'all' : 'own'} onClose={null} />
      <UndoBar desk={desk} cleared={null} onDone={() => undefined} />
      <PageStrip desk={desk} />
      <BoardDialogs desk={desk} asked={asked} people={[maya, ana]} classroomId="c" writes="all" onClear={() => undefined} onClose={() => ask(null)} />
    </>
  );
}

function show(me: Member, board: Board, stage: BoardStage | null = null) {
  const feedback = { announcer: new Announcer((count, latest) => `${count} ${latest}`), notices: new Notices() };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <FeedbackProvider feedback={feedback}>
        <Bench board={board} me={me} stage={stage} />
      </FeedbackProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

const row = (name: string | RegExp) => screen.getByRole('row', { name });

describe('the pages', () => {
  it('are a list of names, by number where there is none, with one selected', async () => {
    const user = show(ana, made(ana));
    expect(screen.getAllByRole('row').map((one) => one.getAttribute('aria-label'))).toEqual(['1 Angles', 'Page 2', '3 Circles']);
    expect(row('1 Angles').getAttribute('aria-selected')).toBe('true');
    await user.click(row('3 Circles'));
    expect(row('3 Circles').getAttribute('aria-selected')).toBe('true');
    expect(sent).toEqual([]);
  });

  it('are gone through by keys, and Enter opens one', async () => {
    const user = show(ana, made(ana));
    await user.click(row('1 Angles'));
    await user.keyboard('{ArrowDown}{Enter}');
    expect(row('Page 2').getAttribute('aria-selected')).toBe('true');
    expect(screen.getByRole('heading', { name: /^Page 2 of 3:\s*Page 2$/ })).toBeTruthy();
  });

  it('offer learners nothing that staff do', () => {
    show(ana, made(ana));
    expect(screen.queryByRole('button', { name: /^Move/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Add page' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Show to everybody' })).toBeNull();
  });

  it('say what is locked and what is shown', () => {
    show(ana, made(ana, { pages: [testPage('a', { locked: true }), testPage('b')], shown: { boardId: 'b', by: 'maya' } }));
    expect(within(screen.getAllByRole('row')[0] ?? document.body).getByText('Locked')).toBeTruthy();
    expect(within(screen.getAllByRole('row')[1] ?? document.body).getByText('Shown to everybody')).toBeTruthy();
  });
});

describe('staff', () => {
  it('add a page on paper behind the one that is seen', async () => {
    const user = show(maya, made(maya));
    await user.click(screen.getByRole('button', { name: 'Add page' }));
    await user.click(screen.getByRole('menuitem', { name: 'Squared' }));
    expect(sent).toEqual([{ type: 'board.add', body: { template: 'grid', after: 'a' } }]);
  });

  it('move a page without a mouse, and lock it', async () => {
    const user = show(maya, made(maya));
    await user.click(screen.getByRole('button', { name: 'More for “Circles”' }));
    await user.click(screen.getByRole('menuitem', { name: 'Move up' }));
    await user.click(screen.getByRole('button', { name: 'More for “Circles”' }));
    expect(screen.getByRole('menuitem', { name: 'Move down' }).getAttribute('aria-disabled')).toBe('true');
    await user.click(screen.getByRole('menuitem', { name: 'Lock' }));
    expect(sent).toEqual([
      { type: 'board.move', body: { boardId: 'c', after: 'a' } },
      { type: 'board.change', body: { boardId: 'c', locked: true } },
    ]);
  });

  it('rename, and are asked before a page goes', async () => {
    const user = show(maya, made(maya));
    await user.click(screen.getByRole('button', { name: 'More for “Angles”' }));
    await user.click(screen.getByRole('menuitem', { name: 'Rename' }));
    const title = screen.getByRole('textbox', { name: 'Title of the page' });
    await user.clear(title);
    await user.type(title, ' Right angles {Enter}');
    await user.click(screen.getByRole('button', { name: 'More for “Angles”' }));
    await user.click(screen.getByRole('menuitem', { name: 'Remove' }));
    await user.click(within(screen.getByRole('alertdialog', { name: 'Remove this page?' })).getByRole('button', { name: 'Remove' }));
    expect(sent).toEqual([
      { type: 'board.change', body: { boardId: 'a', title: 'Right angles' } },
      { type: 'board.remove', body: { boardId: 'a' } },
    ]);
  });

  it('bring back what was removed', async () => {
    const board = made(maya);
    const user = show(maya, board);
    slice?.event({ type: 'board.removed', boardId: 'c', by: 'maya' });
    expect(await screen.findByText('“Circles” was removed.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Bring page back' }));
    expect(sent).toEqual([{ type: 'board.restore', body: { boardId: 'c' } }]);
  });

  it('show a page to everybody, turn pages for all, and stop', async () => {
    const board = made(maya);
    const user = show(maya, board);
    await user.click(screen.getByRole('button', { name: 'Show to everybody' }));
    slice?.event({ type: 'board.shown', boardId: 'a', by: 'maya' });
    const stop = await screen.findByRole('button', { name: 'Stop showing' });
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    slice?.event({ type: 'board.shown', boardId: 'b', by: 'maya' });
    await user.click(stop);
    slice?.event({ type: 'board.shown', boardId: '', by: 'maya' });
    expect(await screen.findByRole('button', { name: 'Show to everybody' })).toBe(stop);
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(row('3 Circles').getAttribute('aria-selected')).toBe('true');
    expect(sent).toEqual([
      { type: 'board.show', body: { boardId: 'a' } },
      { type: 'board.show', body: { boardId: 'b' } },
      { type: 'board.show', body: { boardId: '' } },
    ]);
  });

  it('put the page on the stage', async () => {
    const stage = { boardId: null, put: vi.fn().mockResolvedValue(undefined), clear: vi.fn() };
    const user = show(maya, made(maya), stage);
    await user.click(screen.getByRole('button', { name: 'More for the board' }));
    await user.click(screen.getByRole('menuitem', { name: 'Put on stage' }));
    expect(stage.put).toHaveBeenCalledWith('a');
  });
});

describe('who may draw', () => {
  it('is chosen from whoever is here and who belongs to the class', async () => {
    roster = [ana, ben, maya];
    const user = show(maya, made(maya));
    await user.click(screen.getByRole('button', { name: 'Who may draw' }));
    const dialog = screen.getByRole('dialog', { name: 'Who may draw' });
    await user.click(within(dialog).getByRole('radio', { name: 'Chosen people' }));
    await user.click(within(dialog).getByRole('checkbox', { name: 'Ana' }));
    await user.click(await within(dialog).findByRole('checkbox', { name: /^Ben\s*not here/ }));
    expect(within(dialog).getByText('2 people chosen')).toBeTruthy();
    await user.click(within(dialog).getByRole('checkbox', { name: 'They may also change what others drew' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(sent).toEqual([{ type: 'board.change', body: { boardId: 'a', access: 'chosen', editOthers: true, writers: ['ana', 'ben'] } }]);
  });

  it('can be the same for all pages', async () => {
    const user = show(maya, made(maya));
    await user.click(screen.getByRole('button', { name: 'Who may draw' }));
    await user.click(screen.getByRole('radio', { name: 'Nobody' }));
    await user.click(screen.getByRole('checkbox', { name: 'The same for all pages' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await vi.waitFor(() => expect(sent.map(({ body }) => body)).toMatchObject([{ boardId: 'a', access: 'none' }, { boardId: 'b' }, { boardId: 'c' }]));
  });

  it.each([
    ['locked', 'This page is locked. Only teachers draw on it.'],
    ['notChosen', 'Only chosen people draw on this page, and you are not among them.'],
    ['ended', 'The class has ended. The board can still be read.'],
    ['own', 'You can draw, and change what you drew yourself.'],
  ] as const)('is said where somebody may not do everything: %s', (limit, text) => {
    render(<LimitLine limit={limit} simple={false} reconnecting={false} refusal={null} onRefusalRead={() => undefined} />);
    expect(screen.getByText(text)).toBeTruthy();
  });

  it('is said where the server has not kept something', async () => {
    const read = vi.fn();
    render(<LimitLine limit={null} simple={false} reconnecting refusal="this page is locked" onRefusalRead={read} />);
    expect(screen.getByRole('alert').textContent).toBe('Your last change was not kept: this page is locked');
    expect(screen.getByText(/^Reconnecting…/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(read).toHaveBeenCalled();
  });
});

describe('going along', () => {
  it('is a switch while somebody shows pages', async () => {
    const board = made(ana, { shown: { boardId: 'b', by: 'maya' } });
    const user = show(ana, board);
    const follow = screen.getByRole('button', { name: 'Follow Maya', pressed: true });
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(screen.getByRole('button', { name: 'Follow Maya', pressed: false })).toBe(follow);
    await user.click(follow);
    expect(row('Page 2').getAttribute('aria-selected')).toBe('true');
  });

  it('ends with a word, and everybody stays where they are', async () => {
    show(ana, made(ana, { shown: { boardId: 'b', by: 'maya' } }));
    slice?.event({ type: 'board.shown', boardId: '', by: 'maya' });
    expect(await screen.findByText('Maya no longer shows pages. You can look around.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Follow/ })).toBeNull();
    expect(row('Page 2').getAttribute('aria-selected')).toBe('true');
  });
});

describe('bringing in files', () => {
  it('says how far they are and what went wrong, and goes on when the dialog is closed', async () => {
    const running = { importId: 'i', name: 'slides.pptx', state: 'rendering', done: 2, total: 9, message: '' };
    const failed = { importId: 'j', name: 'old.doc', state: 'failed', done: 0, total: 0, message: 'This kind of file is not taken.' };
    const user = show(maya, made(maya, { imports: [running, failed] }));
    await user.click(screen.getByRole('button', { name: 'Add page' }));
    await user.click(screen.getByRole('menuitem', { name: 'Import file' }));
    const dialog = await screen.findByRole('dialog', { name: 'Import as pages' }, { timeout: 10_000 });
    expect(within(dialog).getByRole('progressbar', { name: 'Making pages of slides.pptx' }).getAttribute('value')).toBe('2');
    expect(within(dialog).getByText('2 of 9 pages')).toBeTruthy();
    expect(within(dialog).getByRole('alert').textContent).toBe('This kind of file is not taken.');
    await user.click(within(dialog).getByRole('button', { name: 'Take old.doc off the list' }));
    expect(within(dialog).queryByText('old.doc')).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Go on in the background' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('the board of a group', () => {
  const shared = (boardId: string) => testPage(boardId, { groupId: 'g1', shared: true, title: '' });
  const pages = [testPage('a', { title: 'Angles' }), testPage('f', { title: 'Circuits', template: 'groups', frames: [{ groupId: 'g1', boardId: 'g1', name: 'Owls' }] }), shared('g1'), shared('more')];

  it('is called as the group, shown to everybody by staff, and left for all groups', async () => {
    const board = made(maya, { pages });
    const user = show(maya, board);
    expect(screen.getAllByRole('row').map((one) => one.getAttribute('aria-label'))).toEqual(['1 Angles', '2 Circuits']);
    expect(screen.queryByRole('button', { name: 'Back to all groups' })).toBeNull();
    await act(() => board.model.go('g1'));
    expect(screen.getByText('Owls')).toBeTruthy();
    expect(screen.getAllByRole('row').map((one) => one.getAttribute('aria-label'))).toEqual(['Page 1', 'Page 2']);
    await user.click(screen.getByRole('button', { name: 'Show this group’s board to everybody' }));
    expect(sent).toEqual([{ type: 'board.show', body: { boardId: 'g1' } }]);
    act(() => slice?.event({ type: 'board.shown', boardId: 'g1', by: 'maya' }));
    await user.click(screen.getByRole('button', { name: 'Back to all groups' }));
    expect(sent[1]).toEqual({ type: 'board.show', body: { boardId: 'f' } });
  });

  it('is shown to nobody while the group works, and has no way out of its room', async () => {
    const board = made(maya, { pages: [...pages.slice(0, 2), testPage('g1', { groupId: 'g1', title: '' })] });
    show(maya, board);
    act(() => board.model.enter('g1'));
    expect(screen.getByText('Owls')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Back to all groups' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Show this group’s board to everybody' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Add page' })).toBeTruthy();
    await act(() => board.model.add({ template: 'grid', after: 'g1' }));
    expect(sent).toEqual([{ type: 'board.add', body: { template: 'grid', after: 'g1', groupId: 'g1' } }]);
  });

  it('is looked at by learners, and not drawn on', () => {
    const state = { phase: 'ready', stop: null } as const;
    expect(rightsOf(shared('g1'), ana, state, false)).toEqual({ writes: 'none', limit: 'group' });
    expect(rightsOf(shared('g1'), maya, state, false)).toEqual({ writes: 'all', limit: null });
  });
});
