import { useLayoutEffect } from 'react';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createInstance, type i18n } from 'i18next';
import { initReactI18next, I18nextProvider } from 'react-i18next';
import { Awareness } from 'y-protocols/awareness';
import { Doc, XmlElement, XmlText } from 'yjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import en from '@/shared/i18n/en.json';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { LockSwitch } from './LockSwitch';
import { NoteEditor } from './NoteEditor';
import { NotePanel } from './NotePanel';
import { readOnly } from './rights';

const words: i18n = createInstance();
beforeAll(async () => {
  await words.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(what: React.ReactNode) {
  const feedback = { announcer: new Announcer((_, latest) => latest), notices: new Notices() };
  const inside = (children: React.ReactNode) => (
    <I18nextProvider i18n={words}>
      <FeedbackProvider feedback={feedback}>{children}</FeedbackProvider>
    </I18nextProvider>
  );
  const view = render(inside(what));
  return { user: userEvent.setup(), notices: feedback.notices, again: (next: React.ReactNode) => view.rerender(inside(next)) };
}

function copy() {
  const doc = new Doc();
  return { id: 1, doc, awareness: new Awareness(doc) };
}

/** Appears so slowly that timers are due before the effects are. */
function Slow() {
  useLayoutEffect(() => void vi.advanceTimersByTime(10), []);
  return null;
}

describe('the editor', () => {
  it('opens where the page around it appears slowly', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    show(<><NoteEditor copy={copy()} writes={false} title="Algebra" /><Slow /></>);
    expect(screen.getByRole('textbox').getAttribute('aria-readonly')).toBe('true');
  });

  it('is a named text box with a toolbar, and one tab stop for all tools', async () => {
    const { user } = show(<NoteEditor copy={copy()} writes title="Algebra" />);
    expect(screen.getByRole('textbox', { name: 'Shared notes' }).getAttribute('contenteditable')).toBe('true');
    expect(screen.getByText(/Nothing is written yet\. What you write/)).toBeTruthy();
    await user.tab();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Bold' }));
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Italic' }));
  });

  it('says where it can not be copied', async () => {
    const doc = new Doc();
    const paragraph = new XmlElement('paragraph');
    paragraph.insert(0, [new XmlText('words')]);
    doc.getXmlFragment('note').insert(0, [paragraph]);
    const { user, notices } = show(<NoteEditor copy={{ id: 1, doc, awareness: new Awareness(doc) }} writes={false} title="Algebra" />);
    vi.stubGlobal('navigator', { ...navigator, clipboard: undefined });
    await user.click(screen.getByRole('button', { name: 'Copy text' }));
    vi.unstubAllGlobals();
    expect(notices.getSnapshot().map(({ tone }) => tone)).toEqual(['problem']);
  });

  it('has no tools for readers', () => {
    const { again } = show(<NoteEditor copy={copy()} writes={false} title="Algebra" />);
    expect(screen.queryByRole('toolbar')).toBeNull();
    expect(screen.getByRole('textbox').getAttribute('contenteditable')).toBe('false');
    expect(screen.getByRole('textbox').getAttribute('aria-readonly')).toBe('true');
    again(null);
  });

  it('asks for the address of a link, and says what is wrong with it', async () => {
    const { user } = show(<NoteEditor copy={copy()} writes title="Algebra" />);
    await user.click(screen.getByRole('button', { name: 'Link' }));
    const input = screen.getByRole('textbox', { name: 'Link to' });
    expect(document.activeElement).toBe(input);
    await user.type(input, 'javascript:alert(1){Enter}');
    expect(screen.getByText(/Enter an address such as/)).toBeTruthy();
    await user.clear(input);
    await user.type(input, 'example.org{Enter}');
    expect(screen.getByRole('link', { name: 'example.org' }).getAttribute('href')).toBe('https://example.org/');
    expect(screen.queryByRole('textbox', { name: 'Link to' })).toBeNull();
  });
});

describe('the lock', () => {
  it('shows what the server says', async () => {
    const onLock = vi.fn().mockResolvedValue(undefined);
    const { user, again } = show(<LockSwitch locked={false} onLock={onLock} />);
    const lock = screen.getByRole('switch', { name: 'Only teachers can write' });
    await user.click(lock);
    expect(onLock).toHaveBeenCalledWith(true);
    expect(lock).toHaveProperty('checked', false);
    again(<LockSwitch locked onLock={onLock} />);
    expect(screen.getByRole('switch')).toHaveProperty('checked', true);
  });
});

describe('the panel', () => {
  it('says where the notes can not be opened, and tries again', async () => {
    const boardUrl = vi.fn().mockRejectedValue(new Error('no'));
    const { user } = show(<NotePanel boardUrl={boardUrl} canWrite locked={false} canLock={false} onLock={() => undefined} title="Algebra" />);
    expect(await screen.findByText('The notes could not be opened.', {}, { timeout: 20_000 })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(boardUrl).toHaveBeenCalledTimes(2);
  }, 30_000);

  it('has the notes of the room, and those of other groups to read', async () => {
    const boardUrl = vi.fn().mockRejectedValue(new Error('no'));
    const groups = [
      { groupId: 'g1', name: 'Owls' },
      { groupId: 'g2', name: 'Foxes' },
    ];
    const panel = (groupId: string) => <NotePanel boardUrl={boardUrl} groupId={groupId} groups={groups} canWrite locked={false} canLock={false} onLock={() => undefined} title="Algebra" />;
    const { user, again } = show(panel('g1'));
    const whose = await screen.findByRole('combobox', { name: 'Whose notes' }, { timeout: 20_000 });
    expect(whose).toHaveProperty('value', 'g1');
    expect(boardUrl).toHaveBeenLastCalledWith('g1');
    await user.selectOptions(whose, 'Notes of Foxes');
    expect(boardUrl).toHaveBeenLastCalledWith('g2');
    again(panel(''));
    expect(whose).toHaveProperty('value', '');
    expect(boardUrl).toHaveBeenLastCalledWith('');
  }, 30_000);

  it.each([
    ['a learner in the room', false, false, null],
    ['a learner elsewhere', true, false, 'closed'],
    ['a teacher elsewhere', true, true, null],
  ] as const)('is read or written by %s', (_, elsewhere, canLock, reason) => {
    expect(readOnly({ canWrite: true, locked: false, canLock, elsewhere }, { phase: 'ready', stop: null })).toBe(reason);
  });
});
