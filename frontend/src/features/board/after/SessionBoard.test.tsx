import { toBase64 } from 'lib0/buffer';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeStateAsUpdate, Doc } from 'yjs';
import { ApiClient } from '@/shared/api/client';
import { LoginStore } from '@/shared/api/login';
import { ServicesProvider } from '@/shared/api/services';
import en from '@/shared/i18n/en.json';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { BoardDoc } from '../ink/boardDoc';
import { readElement } from '../ink/element';
import { testPage } from '../testPage';
import { SessionBoard } from './SessionBoard';
import { turnOf } from './turn';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});

/** What is there of a page: the words on it, or null where it was cleared. */
interface Kept {
  words: string | null;
  drawn?: boolean;
  slide?: string;
  groupId?: string;
  frames?: { groupId: string; boardId: string; name: string }[];
}

let asked: string[] = [];
let refused: number | null = null;

function serve(pages: Record<string, Kept>): void {
  const boards = Object.entries(pages).map(([id, { drawn = true, slide, groupId = '', frames = [] }]) => ({
    ...testPage(id, { groupId, frames, title: id === 'untitled' ? '' : id, background: slide === undefined ? null : { importId: 'i', page: 1, width: 1280, height: 720 } }),
    url: `ws://x/ws/boards/${id}`,
    drawn,
  }));
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path.replace('/api/v1', ''));
    if (refused !== null) return Promise.resolve(new Response('{}', { status: refused }));
    const [, id = '', what = ''] = /\/boards\/([^/]+)\/(\w+)/.exec(path) ?? [];
    if (path.endsWith('/boards')) return answer({ boards });
    if (path.endsWith('/breakouts')) return answer({ breakouts: [{ groups: [{ groupId: 'g2', name: 'Larks' }] }], people: [] });
    if (what === 'log') return answer({ updates: [{ seq: 1, update: drawing(pages[id]?.words ?? null) }], next: null });
    if (what === 'text') return answer({ text: pages[id]?.slide });
    return Promise.resolve(new Response(new Blob(['picture'])));
  });
}

const answer = (body: object) => Promise.resolve(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }));

function drawing(words: string | null): string {
  const doc = new Doc();
  const element = words === null ? null : readElement({ id: 'w', type: 'text', x: 10, y: 20, width: 100, height: 25, text: words, fontSize: 20, fontFamily: 5 });
  if (element) new BoardDoc(doc).put(element);
  return toBase64(encodeStateAsUpdate(doc));
}

class InSight {
  private readonly tell: (entries: { isIntersecting: boolean }[]) => void;
  constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
    this.tell = tell;
  }
  observe() {
    this.tell([{ isIntersecting: true }]);
  }
  disconnect() {}
}

beforeEach(() => {
  asked = [];
  refused = null;
  vi.stubGlobal('IntersectionObserver', InSight);
  URL.createObjectURL = () => 'blob:x';
  URL.revokeObjectURL = () => undefined;
});

function show() {
  const login = new LoginStore();
  const view = render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ServicesProvider services={{ login, api: new ApiClient(login) }}>
        <FeedbackProvider feedback={{ announcer: new Announcer((count, latest) => `${count} ${latest}`), notices: new Notices() }}>
          <SessionBoard sessionId="s" lesson={{ title: 'Maths 8b', startedAt: '2026-11-26T09:00:00Z' }} />
        </FeedbackProvider>
      </ServicesProvider>
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), ...view };
}

const dialog = () => screen.getByRole('dialog');

describe('the board after the class', () => {
  it('has a small picture of each page that was used, called as in class', async () => {
    serve({ Angles: { words: 'right angle' }, Blank: { words: null, drawn: false }, untitled: { words: 'circle' }, Slide: { words: null, drawn: false, slide: 'Pi is about 3.14' } });
    show();
    const section = await screen.findByRole('region', { name: 'Board' });
    expect(within(section).getAllByRole('button').map((button) => button.textContent.trim().replace(/^(right angle|circle)/, ''))).toEqual(['Export', 'Angles', 'Page 3', 'Slide']);
    expect(asked).not.toContain('/boards/Blank/log?after=0');
  });

  it('shows nothing where nothing is on it, or all of it was cleared', async () => {
    serve({ Angles: { words: null }, Blank: { words: null, drawn: false } });
    const { container } = show();
    await vi.waitFor(() => expect(asked).toEqual(['/sessions/s/boards', '/boards/Angles/log?after=0']));
    expect(container.querySelector('section')).toBeNull();
  });

  it('opens a page large, with what is written on it, and goes on to the others by buttons and keys', async () => {
    serve({ Angles: { words: 'right angle' }, Blank: { words: null, drawn: false }, Slide: { words: 'write this down', slide: 'Pi is about 3.14' } });
    const { user } = show();
    await user.click(await screen.findByRole('button', { name: /Angles/ }));
    expect(within(dialog()).getByRole('heading', { name: /^Page 1 of 3:.*Angles$/ })).toBeTruthy();
    const words = within(await within(dialog()).findByRole('region', { name: 'What is written on the page' }));
    expect(words.getByText('right angle')).toBeTruthy();
    await user.click(within(dialog()).getByRole('button', { name: 'Next page' }));
    expect(within(dialog()).getByRole('heading', { name: /^Page 3 of 3:.*Slide$/ })).toBeTruthy();
    expect(await screen.findByText('Page 3 of 3: Slide')).toBeTruthy();
    expect(await within(dialog()).findByText('Pi is about 3.14')).toBeTruthy();
    expect(within(within(dialog()).getByRole('region', { name: 'What is written on the page' })).getByText('write this down')).toBeTruthy();
    expect(within(dialog()).getByRole('button', { name: 'Next page' }).getAttribute('aria-disabled')).toBe('true');
    await user.keyboard('{ArrowLeft}');
    expect(within(dialog()).getByRole('heading', { name: /Angles$/ })).toBeTruthy();
    await user.keyboard('{PageDown}');
    expect(within(dialog()).getByRole('heading', { name: /Slide$/ })).toBeTruthy();
    within(dialog()).getByRole('region', { name: /“Slide”/ }).focus();
    await user.keyboard('{ArrowLeft}');
    expect(within(dialog()).getByRole('heading', { name: /Slide$/ })).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('goes into one PDF, read from what was kept', async () => {
    serve({ Angles: { words: 'right angle' }, 'Pythagoras’ proof': { words: 'squares' } });
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    Object.assign(URL, { createObjectURL: () => 'blob:board', revokeObjectURL: () => undefined });
    const { user } = show();
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export the board' }, { timeout: 10_000 });
    expect(within(dialog).queryByRole('radio')).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Export' }));
    expect(await within(dialog).findByText('Maths 8b - 2026-11-26.pdf was saved.', {}, { timeout: 20_000 })).toBeTruthy();
    expect(saved).toHaveBeenCalledOnce();
  });

  it('opens the boards of groups from the page that shows them', async () => {
    const frames = [{ groupId: 'g1', boardId: 'Bridge', name: 'Owls' }];
    serve({ Angles: { words: null, drawn: false }, Groups: { words: null, drawn: false, frames }, Bridge: { words: 'three arches', groupId: 'g1' } });
    const { user } = show();
    const section = await screen.findByRole('region', { name: 'Board' });
    expect(within(section).getAllByRole('button').map((button) => button.textContent.trim().replace(/^(Owls|three arches)/, ''))).toEqual(['Export', 'Groups', 'Owls: Bridge']);
    await user.click(within(section).getByRole('button', { name: /Groups$/ }));
    within(dialog()).getByRole('button', { name: 'Open the board of Owls' }).focus();
    await user.keyboard('{Enter}');
    expect(within(dialog()).getByRole('heading', { name: /Owls: Bridge$/ })).toBeTruthy();
    expect(await within(dialog()).findByText('three arches', { selector: 'p' })).toBeTruthy();
  });

  it('calls a page by its group where no page shows the groups, as the class ended before they were closed', async () => {
    serve({ Bridge: { words: 'three arches', groupId: 'g2' }, Lost: { words: 'nobody knows', groupId: 'g3' } });
    const { user } = show();
    const section = await screen.findByRole('region', { name: 'Board' });
    expect(within(section).getByRole('button', { name: /Group: Lost$/ })).toBeTruthy();
    await user.click(within(section).getByRole('button', { name: /Larks: Bridge$/ }));
    expect(within(dialog()).getByRole('heading', { name: /Larks: Bridge$/ })).toBeTruthy();
  });

  it('says what went wrong, and is asked for again', async () => {
    serve({ Angles: { words: 'right angle' } });
    refused = 503;
    const { user } = show();
    const again = await screen.findByRole('button', { name: 'Try again' });
    refused = null;
    await user.click(again);
    expect(await screen.findByRole('region', { name: 'Board' })).toBeTruthy();
  });
});

describe('keys that turn pages', () => {
  const press = (key: string, change: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change });
  it.each([
    ['ArrowRight', false, 1],
    ['ArrowLeft', false, -1],
    ['ArrowRight', true, -1],
    ['ArrowLeft', true, 1],
    ['PageDown', true, 1],
    ['PageUp', false, -1],
    ['a', false, 0],
  ] as const)('%s, from right to left %s: %i', (key, rtl, by) => {
    expect(turnOf(press(key), rtl)).toBe(by);
    expect(turnOf(press(key, { altKey: true }), rtl)).toBe(0);
  });
});
