import { act, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import en from '@/shared/i18n/en.json';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { Authors } from '../page/authors';
import { BoardDoc } from '../ink/boardDoc';
import type { Writes } from '../rights/rights';
import { ObjectPanel } from './ObjectPanel';
import { element } from './testObjects';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});

const ben = { userId: 'ben', name: 'Ben', color: '#0b7285' };

/** The page of somebody who looks at what Ben has drawn, and has drawn a circle of their own. */
async function show(writes: Writes) {
  const [theirs, doc] = [new Doc(), new Doc()];
  const others = new BoardDoc(theirs);
  others.put(element({ id: 'box', type: 'rectangle', strokeColor: '#1971c2', index: 'a0' }));
  others.put(element({ id: 'hello', type: 'text', text: 'Hello', strokeColor: '#e03131', x: 1100, y: 600, index: 'a1' }));
  applyUpdate(doc, encodeStateAsUpdate(theirs), 'others');
  theirs.on('update', (update: Uint8Array) => applyUpdate(doc, update, 'others'));
  const drawing = new BoardDoc(doc);
  drawing.put(element({ id: 'mine', type: 'ellipse', x: 600, y: 300, index: 'a2' }));
  const authors = new Authors(new Awareness(doc), () => Promise.resolve([{ client: theirs.clientID, ...ben }]));
  authors.start();
  const said = vi.fn();
  const announcer = new Announcer((_, latest) => latest);
  announcer.say = said;
  const seen = { view: () => ({ x: 0, y: 0, w: 800, h: 600 }), select: vi.fn() };
  const onClose = vi.fn();
  const { container } = render(
    <FeedbackProvider feedback={{ announcer, notices: new Notices() }}>
      <ObjectPanel drawing={drawing} client={doc.clientID} me={{ userId: 'ana' }} writes={writes} authors={authors} background={null} seen={seen} onClose={onClose} />
    </FeedbackProvider>,
  );
  await vi.waitFor(() => expect(rows().filter((name) => name?.includes('by Ben'))).toHaveLength(2));
  await act(() => new Promise((resolve) => requestAnimationFrame(() => resolve(undefined))));
  return { user: userEvent.setup(), drawing, others, said, seen, container, onClose };
}

const rows = () => screen.getAllByRole('option').map((row) => row.textContent);
const button = (name: string) => screen.getByRole('button', { name });

describe('the list', () => {
  it('says of everything what it is, in which colour, where, and by whom; the focus is in it', async () => {
    const { container } = await show('all');
    expect(rows()).toEqual(['Ellipse, black, middle, by you', 'Hello, Text, red, bottom right, by Ben', 'Rectangle, blue, top left, by Ben']);
    expect(document.activeElement?.textContent).toBe('Ellipse, black, middle, by you');
    expect((await axe.run(container, { rules: { region: { enabled: false } } })).violations).toEqual([]);
  });

  it('goes through everything by arrow keys and letters, and chooses it on the page', async () => {
    const { user, seen } = await show('all');
    await user.keyboard('{ArrowDown}');
    await vi.waitFor(() => expect(seen.select).toHaveBeenLastCalledWith(['hello']));
    await user.keyboard('rec');
    expect(document.activeElement?.textContent).toMatch(/^Rectangle/);
    await vi.waitFor(() => expect(seen.select).toHaveBeenLastCalledWith(['box']));
  });

  it('leaves what is searched for', async () => {
    const { user } = await show('none');
    await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'hel');
    expect(rows()).toEqual(['Hello, Text, red, bottom right, by Ben']);
    await user.type(screen.getByRole('searchbox'), '!');
    expect(screen.getByText('Nothing on this page has these words.')).toBeDefined();
  });

  it('of thousands of objects shows the topmost, and more on wish', async () => {
    const { drawing, user } = await show('all');
    const lines = () => document.querySelectorAll('[role="option"]').length;
    act(() => drawing.transact('list', () => {
      for (let i = 0; i < 110; i++) drawing.put(element({ id: `n${i}`, type: 'text', text: `Number ${i}`, index: `b${String(i).padStart(3, '0')}V` }));
    }));
    expect(lines()).toBe(100);
    await user.click(screen.getByText('100 of 113 are listed. Show more'));
    expect(lines()).toBe(113);
  });
});

describe('by keyboard', () => {
  it('moves, in wide and in fine steps, and says so', async () => {
    const { user, drawing, said } = await show('all');
    await user.keyboard('{Alt>}{ArrowRight}{ArrowDown}{/Alt}{Alt>}{Shift>}{ArrowLeft}{/Shift}{/Alt}');
    expect(drawing.get('mine')).toMatchObject({ x: 609, y: 310 });
    expect(said.mock.calls.flat()).toEqual(['10 to the right', '10 down', '1 to the left']);
  });

  it('removes, and brings back', async () => {
    const { user, drawing, said } = await show('all');
    await user.keyboard('{Delete}');
    expect(drawing.get('mine')).toBeNull();
    expect(screen.getAllByRole('option')).toHaveLength(2);
    await user.click(button('Bring back'));
    expect(drawing.get('mine')).not.toBeNull();
    expect(said.mock.calls.flat()).toEqual(['Removed: Ellipse', 'It is back: Ellipse']);
  });

  it('edits what is written, in shapes too', async () => {
    const { user, drawing } = await show('all');
    await user.keyboard('{Enter}');
    await user.keyboard('Circle');
    await user.click(button('Done'));
    expect(rows()[0]).toBe('Circle, Ellipse, black, middle, by you');
    await user.click(screen.getByRole('option', { name: /^Hello/ }));
    await user.click(button('Edit what is written'));
    const field = screen.getByRole('textbox', { name: 'What it says' });
    await user.clear(field);
    await user.type(field, 'Goodbye');
    await user.click(button('Done'));
    expect(drawing.get('hello')).toMatchObject({ text: 'Goodbye' });
  });

  it('changes colour and order', async () => {
    const { user, drawing } = await show('all');
    await user.click(button('Colour'));
    await user.click(screen.getByRole('menuitemradio', { name: 'green' }));
    expect(drawing.get('mine')?.strokeColor).toBe('#2f9e44');
    await user.click(button('One step backward'));
    expect(rows().map((name) => name?.split(',')[0])).toEqual(['Hello', 'Ellipse', 'Rectangle']);
  });

  it('adds to the part of the page that is seen, and goes there', async () => {
    const { user, drawing } = await show('all');
    await user.click(button('Add to the page'));
    await user.click(screen.getByRole('menuitem', { name: 'Arrow' }));
    await user.click(button('Add to the page'));
    await user.click(screen.getByRole('menuitem', { name: 'Sticky note' }));
    await user.keyboard('Think!');
    await user.click(button('Done'));
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(rows().slice(0, 2).map((name) => name?.split(', by')[0])).toEqual([expect.stringMatching(/^Think!, Sticky note, yellow/), expect.stringMatching(/^Arrow, black/)]);
    expect(drawing.elements()).toHaveLength(6);
    expect(document.activeElement?.textContent).toMatch(/^Think!/);
  });
});

describe('rights', () => {
  it('those who may change their own alone are told what is not theirs', async () => {
    const { user, drawing, said } = await show('own');
    expect(rows()[1]).toBe('Hello, Text, red, bottom right, by Ben, read-only');
    await user.keyboard('{ArrowDown}{Delete}{Alt>}{ArrowUp}{/Alt}{Enter}');
    expect(drawing.get('hello')).toMatchObject({ x: 1100, y: 600 });
    expect(said).toHaveBeenCalledWith('Others made this: you can’t change it.');
    expect(screen.queryByRole('toolbar')).toBeNull();
    await user.keyboard('{ArrowUp}{Delete}');
    expect(drawing.get('mine')).toBeNull();
  });

  it('those who may only read read', async () => {
    const { user, drawing } = await show('none');
    await user.keyboard('{Delete}{Alt>}{ArrowUp}{/Alt}{Enter}');
    expect(drawing.elements()).toHaveLength(3);
    expect(screen.queryByRole('button', { name: 'Add to the page' })).toBeNull();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('what is locked is unlocked first', async () => {
    const { user, drawing } = await show('all');
    act(() => drawing.transact('list', () => drawing.change('mine', { locked: true })));
    await user.keyboard('{ArrowDown}{ArrowUp}{Delete}');
    expect(drawing.get('mine')).not.toBeNull();
    await user.click(within(screen.getByRole('toolbar')).getByRole('button', { name: 'Unlock' }));
    await user.click(button('Remove'));
    expect(drawing.get('mine')).toBeNull();
  });
});

describe('others', () => {
  it('what they do is said together, after a while', async () => {
    const { others, said } = await show('all');
    act(() => {
      others.put(element({ id: 'n1', type: 'diamond', index: 'a3' }));
      others.put(element({ id: 'n2', type: 'ellipse', index: 'a4' }));
      others.change('box', { x: 50 });
      others.remove('hello');
    });
    await vi.waitFor(() => expect(said).toHaveBeenCalled(), { timeout: 5_000 });
    expect(said.mock.calls).toEqual([['2 objects were added. 1 object was changed. 1 object was removed.']]);
    expect(screen.getAllByRole('option')).toHaveLength(4);
  });

  it('one thing is told by name', async () => {
    const { others, said } = await show('none');
    act(() => others.put(element({ id: 'n1', type: 'diamond', index: 'a3' })));
    await vi.waitFor(() => expect(said).toHaveBeenCalledWith('Ben added: Diamond'), { timeout: 5_000 });
  });
});
