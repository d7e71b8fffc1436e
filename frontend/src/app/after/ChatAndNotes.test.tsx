import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import { XmlElement, XmlText } from 'yjs';
import { ApiClient } from '@/shared/api/client';
import { LoginStore } from '@/shared/api/login';
import { ServicesProvider } from '@/shared/api/services';
import type { Me, Session } from '@/shared/api/types';
import type { Dial } from '@/shared/doc/docLink';
import words from '@/shared/i18n/after/en.json';
import en from '@/shared/i18n/en.json';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { ChatAndNotes } from './ChatAndNotes';

/** What is written in which notes; those that aren't named can't be read. */
const written = new Map<string, string>();
const hungUp: string[] = [];

vi.mock('@/shared/doc/docLink', () => {
  const dial: Dial = ({ doc: name }, doc, events) => {
    const text = written.get(name);
    if (text) {
      const paragraph = new XmlElement('paragraph');
      paragraph.insert(0, [new XmlText(text)]);
      doc.getXmlFragment('note').insert(0, [paragraph]);
    }
    setTimeout(() => (text === undefined ? events.stopped(4504) : events.synced()));
    return { awareness: new Awareness(doc), connect: () => undefined, close: () => void hungUp.push(name) };
  };
  return { dial };
});

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en, after: words } }, interpolation: { escapeValue: false } });
});

let refused: string[] = [];
let asked: string[] = [];
beforeEach(() => {
  written.clear();
  hungUp.length = 0;
  refused = [];
  asked = [];
  vi.stubGlobal('IntersectionObserver', class { observe() {} disconnect() {} });
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} });
});
afterEach(cleanup);

const message = (number: number, text: string, change: object = {}) => ({ messageId: `m${number}`, number, to: { kind: 'everyone' }, userId: 'ben', name: 'Ben', role: 'learner', text, sentAt: '2026-03-02T10:00:00Z', ...change });
const inGroup = (groupId: string) => ({ to: { kind: 'group', groupId } });
const group = (groupId: string, name: string, members: string[]) => ({ groupId, name, members, attendants: [] });
const answer = (body: unknown) => Promise.resolve(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }));

interface Class {
  notes?: readonly string[];
  /** Pages of messages, the newest first. */
  pages?: readonly object[][];
  breakouts?: readonly object[];
}

const owls = { phase: 'closed', number: 1, groups: [group('g1', 'Owls', ['ana']), group('g2', 'Larks', ['ben'])] };

function serve({ notes = [], pages = [[]], breakouts = [owls] }: Class): void {
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path.replace('/api/v1/sessions/s', ''));
    if (refused.some((one) => path.includes(one))) return Promise.resolve(new Response('{}', { status: 503 }));
    if (path.endsWith('/notes')) return answer({ notes: notes.map((groupId) => ({ groupId, boardId: `n-${groupId}`, url: '' })) });
    if (path.endsWith('/breakouts')) return answer({ breakouts, people: [] });
    const note = /note\?group=(\w+)/.exec(path)?.[1];
    if (note) return answer({ boardId: note, url: `ws://class.example/ws/boards/${note}?token=t` });
    const before = /before=p(\d+)/.exec(path)?.[1];
    const at = before === undefined ? 0 : Number(before);
    const older = at + 1 < pages.length;
    const messages = (pages[at] ?? []).map((one, index) => (older && index === 0 ? { ...one, messageId: `p${at + 1}` } : one));
    return answer({ messages, quotes: [], older });
  });
}

const me = (role: Me['role']): Me => ({ userId: 'ana', name: 'Ana', classroomId: 'c', role, permissions: ['chat.read', 'note.read', 'breakout.read'] });
const session: Session = { id: 's', classroomId: 'c', title: 'Maths 8b', state: 'ended', startedAt: '2026-03-02T09:00:00Z', endedAt: '2026-03-02T10:00:00Z', endReason: 'instructor' };

function show(role: Me['role'] = 'learner') {
  const login = new LoginStore();
  const announcer = new Announcer((_, latest) => latest);
  const said = vi.spyOn(announcer, 'say');
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ServicesProvider services={{ login, api: new ApiClient(login) }}>
        <FeedbackProvider feedback={{ announcer, notices: new Notices() }}>
          <ChatAndNotes session={session} me={me(role)} />
        </FeedbackProvider>
      </ServicesProvider>
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), said };
}

const chat = () => screen.findByRole('region', { name: 'Chat' });
const notes = () => screen.findByRole('region', { name: 'Notes' });
const texts = async () => within(await chat()).queryAllByRole('article').map((article) => article.querySelector('[dir="auto"]:not(bdi)')?.textContent);
const options = (select: HTMLElement) => within(select).getAllByRole('option').map((option) => option.textContent);

describe('the chat after the class', () => {
  it('has what was written, by room, with nothing that can be done to it', async () => {
    serve({ pages: [[message(1, 'hello'), message(2, 'in the group', inGroup('g1')), message(3, '', { deleted: { by: 'Ms Ida', at: '' } })]] });
    const { user } = show();
    await within(await chat()).findByText('Owls and the teachers only');
    expect(screen.getByText('Deleted by Ms Ida')).toBeTruthy();
    expect(within(await chat()).queryByRole('button')).toBeNull();
    const room = screen.getByRole('combobox', { name: 'Messages from' });
    expect(options(room)).toEqual(['All rooms', 'Main room', 'Owls']);
    await user.selectOptions(room, 'Owls');
    expect(await texts()).toEqual(['in the group']);
    expect(screen.getByText('1 message shown')).toBeTruthy();
    await user.selectOptions(room, 'Main room');
    expect(screen.queryByText('in the group')).toBeNull();
    expect(screen.getByText('hello')).toBeTruthy();
  });

  it('has every group for who teaches, and tells those apart that are called alike', async () => {
    serve({ pages: [[message(1, 'hello')]], breakouts: [owls, { ...owls, number: 2, groups: [group('g3', 'Owls', [])] }, { phase: 'planned', number: 3, groups: [group('g4', 'Later', [])] }] });
    show('instructor');
    expect(options(await screen.findByRole('combobox', { name: 'Messages from' }))).toEqual(['All rooms', 'Main room', 'Owls (1)', 'Larks', 'Owls (2)']);
  });

  it('reads on by pages, until something of the room is there', async () => {
    serve({ pages: [[message(9, 'last')], [message(8, 'before')], [message(7, 'far back', inGroup('g1'))], [message(6, 'first')]] });
    const { user } = show();
    await within(await chat()).findByText('last');
    await user.click(screen.getByRole('button', { name: 'Show earlier messages' }));
    await screen.findByText('before');
    expect(screen.queryByText('far back')).toBeNull();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Messages from' }), 'Owls');
    await screen.findByText('far back');
    await user.click(screen.getByRole('button', { name: 'Show earlier messages' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Show earlier messages' })).toBeNull());
    expect(asked.filter((path) => path.startsWith('/messages'))).toHaveLength(4);
  });

  it('says where a page could not be read, and tries again', async () => {
    serve({ pages: [[message(9, 'last')], [message(8, 'before')]] });
    const { user } = show();
    await within(await chat()).findByText('last');
    refused = ['before='];
    await user.click(screen.getByRole('button', { name: 'Show earlier messages' }));
    const again = await screen.findByRole('button', { name: 'Earlier messages could not be loaded. Try again' });
    refused = [];
    await user.click(again);
    await screen.findByText('before');
  });

  it('says where nothing was written, in the class and in a room', async () => {
    serve({ pages: [[message(1, 'hello')]] });
    const { user } = show();
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Messages from' }), 'Owls');
    expect(screen.getByText('Nobody wrote anything in this room.')).toBeTruthy();
    cleanup();
    serve({});
    show();
    expect(await screen.findByText('Nobody wrote anything in this class.')).toBeTruthy();
  });
});

describe('the notes after the class', () => {
  it('are read once, of the class and of groups, and can be copied', async () => {
    serve({ notes: ['', 'g1'] });
    written.set('main', 'For everybody');
    written.set('g1', 'Of the owls');
    const { user, said } = show();
    expect((await within(await notes()).findByRole('textbox', { name: 'Shared notes' }, { timeout: 20_000 })).textContent).toBe('For everybody');
    expect(hungUp).toEqual(['main']);
    await user.click(within(await notes()).getByRole('button', { name: 'Copy text' }));
    expect((await navigator.clipboard.readText()).trim()).toBe('For everybody');
    await act(() => Promise.resolve());
    expect(said).toHaveBeenCalledWith('Copied');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Whose notes' }), 'Notes of Owls');
    const text = await screen.findByText('Of the owls');
    expect(text.closest('[role="textbox"]')?.getAttribute('aria-readonly')).toBe('true');
    expect(hungUp).toEqual(['main', 'g1']);
  });

  it('say whose they are where there are no others, and where nothing is in them', async () => {
    serve({ notes: ['g1'] });
    written.set('g1', '');
    show();
    expect(await within(await notes()).findByText('Nothing was written down.')).toBeTruthy();
    expect(screen.getByText('Notes of Owls')).toBeTruthy();
    cleanup();
    serve({});
    show();
    expect(await screen.findByText('Nothing was written down.')).toBeTruthy();
    expect(asked.filter((path) => path.startsWith('/note?'))).toHaveLength(1);
  });

  it('say what went wrong, and are asked for again', async () => {
    serve({ notes: [''] });
    const { user } = show();
    const again = await within(await notes()).findByRole('button', { name: 'Try again' });
    written.set('main', 'For everybody');
    await user.click(again);
    expect(await screen.findByText('For everybody', {}, { timeout: 20_000 })).toBeTruthy();
  });
});

it('says where the rooms could not be read', async () => {
  serve({});
  refused = ['/breakouts'];
  const { user } = show();
  const again = await screen.findByRole('button', { name: 'Try again' });
  refused = [];
  await user.click(again);
  expect(await screen.findByText('Nobody wrote anything in this class.')).toBeTruthy();
});
