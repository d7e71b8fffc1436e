import { useState, type ReactElement } from 'react';
import { fireEvent, render as renderBare, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiClient } from '@/shared/api/client';
import { LoginStore } from '@/shared/api/login';
import { ServicesProvider } from '@/shared/api/services';
import { shortcuts } from '@/shared/flag';
import en from '@/shared/i18n/en.json';
import { BarButton } from './bar/BarButton';
import { barOf } from './bar/barOf';
import { Folding, folded } from './bar/folding';
import type { Panel } from './parts/parts';
import { SideView } from './side/SideView';
import { letterOf, useLetterKeys } from './bar/useLetterKeys';
import { joinParts } from './parts/usePanels';
import { useSidePanel } from './side/useSidePanel';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});

let beside = true;
beforeEach(() => {
  beside = true;
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('760') ? beside : false, addEventListener: () => undefined, removeEventListener: () => undefined }));
  vi.stubGlobal('CSS', { escape: (text: string) => text });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  shortcuts.set(true);
});

const panel = (id: string, change: Partial<Panel> = {}): Panel => ({ id, label: id, icon: null, rank: 1, render: () => <p>{`text of ${id}`}</p>, ...change });
const chat = panel('Chat', { letter: 'C', badge: { text: '3', label: '3 unread' }, render: () => <textarea aria-label="Message" data-first-focus="" /> });
const panels = [panel('People', { letter: 'P' }), chat, panel('Notes')];

/** The panel and its buttons, without the rest of the class. */
function Shell({ withNotes = true, more }: { withNotes?: boolean; more?: Panel }) {
  const { side, state } = useSidePanel('People');
  const tools = barOf({ tools: [], panels: withNotes ? panels : panels.slice(0, 2) }, state, side);
  useLetterKeys(tools.flatMap((tool) => (tool.letter ? [{ letter: tool.letter, label: tool.label, act: () => tool.onPress?.() }] : [])));
  return (
    <>
      {state.shown && <SideView panels={more ? [...panels, more] : panels} side={side} tab={state.tab} />}
      <footer id="controls">
        {tools.map((tool) => (
          <BarButton key={tool.id} tool={tool} onPress={() => tool.onPress?.()} />
        ))}
        <button data-tool="more">More</button>
      </footer>
    </>
  );
}

/** The shell reports what broke; nothing here has a server. */
const services = { api: new ApiClient(new LoginStore()), login: new LoginStore() };
const render = (element: ReactElement) => renderBare(element, { wrapper: ({ children }) => <ServicesProvider services={services}>{children}</ServicesProvider> });

const button = (name: string | RegExp) => screen.getByRole('button', { name });
/** The focus follows once the panel is drawn. */
const focused = (element: HTMLElement) => vi.waitFor(() => expect(document.activeElement).toBe(element));

describe('the side panel', () => {
  it('opens at a button, puts the focus where the person goes on, and closes by Esc with the focus back', async () => {
    render(<Shell />);
    await userEvent.click(button('Chat 3 unread'));
    expect(screen.getByRole('complementary', { name: 'Chat' })).toBeTruthy();
    await focused(screen.getByRole('textbox', { name: 'Message' }));
    expect(button('Chat').getAttribute('aria-pressed')).toBe('true');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(document.activeElement).toBe(button('Chat 3 unread'));
  });

  it('goes through its tabs by arrow keys and names its landmark after each', async () => {
    render(<Shell />);
    await userEvent.click(button('People'));
    await focused(screen.getByRole('tab', { name: 'People' }));
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(screen.getByRole('tab', { name: 'Notes', selected: true })).toBe(document.activeElement);
    expect(screen.getByRole('complementary', { name: 'Notes' }).textContent).toContain('text of Notes');
    await userEvent.click(button('Close panel'));
    expect(document.activeElement).toBe(button('Notes'));
  });

  it('closes at a second press, and changes the tab at another button', async () => {
    render(<Shell />);
    await userEvent.click(button('People'));
    await userEvent.click(button('Notes'));
    expect(screen.getByRole('complementary', { name: 'Notes' })).toBeTruthy();
    await userEvent.click(button('Notes'));
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it('gives the focus to "More" where the button is folded away', async () => {
    const { rerender } = render(<Shell />);
    await userEvent.click(button('Notes'));
    await focused(screen.getByRole('tab', { name: 'Notes' }));
    rerender(<Shell withNotes={false} />);
    await userEvent.keyboard('{Escape}');
    expect(document.activeElement).toBe(button('More'));
  });

  it('keeps a panel that breaks from taking the class with it', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const report = vi.spyOn(services.api, 'reportError').mockImplementation(() => undefined);
    const Fault = () => {
      throw new TypeError('broken');
    };
    render(<Shell more={panel('Broken', { render: () => <Fault /> })} />);
    await userEvent.click(button('People'));
    await userEvent.click(screen.getByRole('tab', { name: 'Broken' }));
    expect(screen.getByRole('alert').textContent).toContain('The class goes on');
    expect(report).toHaveBeenCalledWith('TypeError', expect.anything());
    await userEvent.click(screen.getByRole('tab', { name: 'Notes' }));
    expect(screen.getByText('text of Notes')).toBeTruthy();
  });

  it('raises no keyboard on a phone: the focus goes to the tab', async () => {
    beside = false;
    render(<Shell />);
    await userEvent.click(button(/Chat/));
    await focused(screen.getByRole('tab', { name: /Chat/ }));
  });

  it('leaves Esc to what uses it itself', async () => {
    render(<Shell />);
    await userEvent.click(button(/Chat/));
    const message = screen.getByRole('textbox');
    await focused(message);
    message.addEventListener('keydown', (event) => event.preventDefault());
    await userEvent.keyboard('{Escape}');
    expect(screen.getByRole('complementary')).toBeTruthy();
  });
});

describe('letter keys', () => {
  it('open and close a panel, and are letters where somebody types', async () => {
    render(<Shell />);
    await userEvent.keyboard('c');
    await focused(screen.getByRole('textbox'));
    await userEvent.keyboard('cp');
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('cp');
    await userEvent.keyboard('{Escape}');
    await userEvent.keyboard('p');
    expect(screen.getByRole('complementary', { name: 'People' })).toBeTruthy();
    await userEvent.keyboard('p');
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it('do nothing when switched off, with other keys, and held down', () => {
    render(<Shell />);
    fireEvent.keyDown(document.body, { key: 'c', code: 'KeyC', ctrlKey: true });
    fireEvent.keyDown(document.body, { key: 'c', code: 'KeyC', repeat: true });
    shortcuts.set(false);
    fireEvent.keyDown(document.body, { key: 'c', code: 'KeyC' });
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it.each([
    [{ key: 'c', code: 'KeyC' }, 'C'],
    [{ key: 'C', code: 'KeyI' }, 'C'],
    [{ key: 'ؤ', code: 'KeyC' }, 'C'],
    [{ key: 'с', code: 'KeyC' }, 'C'],
    [{ key: 'Enter', code: 'Enter' }, null],
    [{ key: 'ö', code: 'Semicolon' }, null],
    [{ key: 'c', code: 'KeyC', shiftKey: true }, null],
    [{ key: 'c', code: 'KeyC', metaKey: true }, null],
  ])('%o is %s', (pressed, letter) => {
    expect(letterOf({ ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...pressed })).toBe(letter);
  });
});

describe('folding', () => {
  const tools = ['hand', 'react', 'chat', 'notes'].map((id, index) => ({ id, rank: [1, 4, 0, 5][index] ?? 0 }));
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

  it.each([
    [0, ['hand', 'react', 'chat', 'notes'], []],
    [2, ['hand', 'chat'], ['react', 'notes']],
    [4, [], ['hand', 'react', 'chat', 'notes']],
  ])('%i go, the least important first, each in its order', (count, stay, fold) => {
    const result = folded(tools, count);
    expect([ids(result.stay), ids(result.fold)]).toEqual([stay, fold]);
  });

  it('takes one more away until nothing sticks out, and begins anew at another width', () => {
    const folding = new Folding();
    const look = (clientWidth: number) => {
      for (let before = -1; before !== folding.getSnapshot(); ) {
        before = folding.getSnapshot();
        folding.look({ clientWidth, scrollWidth: Math.max(clientWidth, 100 - 20 * before) }, String(clientWidth), 4);
      }
      return folding.getSnapshot();
    };
    expect([look(100), look(60), look(10), look(80)]).toEqual([0, 2, 4, 1]);
  });
});

describe('joinParts', () => {
  it('puts lists one after another and takes the first of what there is room for once', () => {
    const timer = <p>timer</p>;
    const joined = joinParts([{ panels: [chat] }, { timer, onStage: null }, { panels: [panel('Notes')], onStage: 'poll' }]);
    expect(joined.panels.map(({ id }) => id)).toEqual(['Chat', 'Notes']);
    expect(joined).toMatchObject({ timer, onStage: 'poll', spotlight: null, tools: [], abovePeople: null });
  });
});

describe('a badge', () => {
  it('is read with the name of the button', () => {
    function Host() {
      const [unread, setUnread] = useState(1);
      return <BarButton tool={{ ...chat, badge: { text: String(unread), label: `${unread} unread` } }} onPress={() => setUnread(unread + 1)} />;
    }
    render(<Host />);
    fireEvent.click(button('Chat 1 unread'));
    expect(button('Chat 2 unread')).toBeTruthy();
  });
});

describe('shortcuts switched off', () => {
  it('are not named at the buttons', () => {
    const { rerender } = render(<BarButton tool={chat} onPress={() => undefined} />);
    expect(button(/Chat/).getAttribute('aria-keyshortcuts')).toBe('C');
    shortcuts.set(false);
    rerender(<BarButton tool={chat} onPress={() => undefined} />);
    expect(button(/Chat/).getAttribute('aria-keyshortcuts')).toBeNull();
  });
});
