import { Editor } from '@tiptap/core';
import { afterEach, describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { actions, type ActionId } from './actions';
import { caret } from './carets';
import { extensions } from './extensions';
import { linkAddress } from './link';
import { readOnly } from './rights';
import { fileName } from './save';

describe('linkAddress', () => {
  it.each([
    ['example.org', 'https://example.org/'],
    [' https://example.org/a?b#c ', 'https://example.org/a?b#c'],
    ['http://example.org', 'http://example.org/'],
    ['example.org:8080/x', 'https://example.org:8080/x'],
    ['ida@example.org', 'mailto:ida@example.org'],
    ['mailto:ida@example.org', 'mailto:ida@example.org'],
    ['javascript:alert(1)', null],
    ['JavaScript:alert(1)', null],
    ['data:text/html,x', null],
    ['vbscript:x', null],
    ['java\tscript:alert(1)', null],
    ['two words', null],
    ['', null],
  ])('%s is %s', (typed, want) => {
    expect(linkAddress(typed)).toBe(want);
  });
});

describe('fileName', () => {
  const day = new Date(2026, 10, 5);
  it.each([
    ['Algebra', 'Algebra 2026-11-05.md'],
    ['  Sets / Maps: "1"?  ', 'Sets Maps 1 2026-11-05.md'],
    ['../../etc', 'etc 2026-11-05.md'],
    ['\u202Egnp.exe', 'gnp.exe 2026-11-05.md'],
    ['الجبر', 'الجبر 2026-11-05.md'],
    ['...', 'Notes 2026-11-05.md'],
    ['', 'Notes 2026-11-05.md'],
  ])('%j gives %s', (title, want) => {
    expect(fileName(title, day)).toBe(want);
  });

  it('cuts long titles, and no emoji in two', () => {
    expect(fileName('😀'.repeat(200), day)).toBe(`${'😀'.repeat(80)} 2026-11-05.md`);
  });
});

describe('readOnly', () => {
  const open = { phase: 'ready', stop: null } as const;
  it.each([
    [{ canWrite: true, locked: false, canLock: false }, open, null],
    [{ canWrite: true, locked: true, canLock: false }, open, 'locked'],
    [{ canWrite: true, locked: true, canLock: true }, open, null],
    [{ canWrite: false, locked: false, canLock: false }, open, 'role'],
    [{ canWrite: true, locked: false, canLock: true }, { phase: 'stopped', stop: 'ended' } as const, 'ended'],
    [{ canWrite: true, locked: false, canLock: true }, { phase: 'stopped', stop: 'refused' } as const, 'stopped'],
  ])('%j in %j is %s', (props, state, want) => {
    expect(readOnly(props, state)).toBe(want);
  });
});

describe('carets', () => {
  it('write names as text, and take no style from them', () => {
    const line = caret({ name: '<img src=x onerror=alert(1)>', color: '#1f5fa8' });
    expect(line.textContent).toBe('<img src=x onerror=alert(1)>');
    expect(line.querySelector('img')).toBeNull();
    expect(caret({ name: 'Ida', color: 'red; background: url(x)' }).getAttribute('style')).not.toContain('url');
    expect(caret(null).textContent).toBe('');
  });
});

const editors: Editor[] = [];

// What an editor has put off would else look for a page that is gone.
afterEach(() => {
  for (const editor of editors.splice(0)) editor.destroy();
});

function page() {
  const doc = new Doc();
  const editor = new Editor({ element: document.createElement('div'), extensions: extensions({ id: 1, doc, awareness: new Awareness(doc) }) });
  editors.push(editor);
  const press = (id: ActionId) => actions.find((action) => action.id === id)?.run?.(editor);
  return { doc, editor, press };
}

describe('the text', () => {
  it('is the same on two pages, and Markdown on both', () => {
    const [one, two] = [page(), page()];
    one.doc.on('update', (update: Uint8Array) => applyUpdate(two.doc, update, 'other'));
    two.doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'other' && applyUpdate(one.doc, update, 'other'));
    applyUpdate(two.doc, encodeStateAsUpdate(one.doc), 'other');
    one.editor.commands.insertContent('Sets');
    one.press('heading');
    two.editor.commands.insertContentAt(two.editor.state.doc.content.size, { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'union', marks: [{ type: 'bold' }] }] }] }] });
    for (const { editor } of [one, two]) expect(editor.getMarkdown().trim()).toMatch(/^## Sets\n+- \*\*union\*\*/);
  });

  it('undoes what was done here, and not what others did', () => {
    const [one, two] = [page(), page()];
    one.doc.on('update', (update: Uint8Array) => applyUpdate(two.doc, update, 'other'));
    applyUpdate(two.doc, encodeStateAsUpdate(one.doc), 'other');
    one.editor.commands.insertContent('theirs');
    const undo = actions.find((action) => action.id === 'undo');
    expect(undo?.can?.(two.editor)).toBe(false);
    two.press('undo');
    expect(two.editor.getText()).toContain('theirs');
  });

  it.each<[ActionId, RegExp]>([
    ['bold', /\*\*word\*\*/],
    ['italic', /[*_]word[*_]/],
    ['heading', /## word/],
    ['list', /- word/],
    ['numbered', /1\. word/],
    ['code', /`word`/],
    ['quote', /> word/],
  ])('%s is on and off again', (id, markdown) => {
    const { editor, press } = page();
    editor.commands.insertContent('word');
    editor.commands.setTextSelection({ from: 1, to: 5 });
    press(id);
    const action = actions.find((one) => one.id === id);
    expect(action?.isOn?.(editor)).toBe(true);
    expect(editor.getMarkdown()).toMatch(markdown);
    press(id);
    expect(action?.isOn?.(editor)).toBe(false);
    expect(editor.getText().trim()).toBe('word');
  });

  it('is written by nobody who only opens it', () => {
    const [one, two] = [page(), new Doc()];
    one.editor.commands.insertContent('# Sets');
    one.press('heading');
    applyUpdate(two, encodeStateAsUpdate(one.doc), 'server');
    const writes: unknown[] = [];
    two.on('update', (_: Uint8Array, origin: unknown) => writes.push(origin));
    const reader = new Editor({ element: document.createElement('div'), editable: false, extensions: extensions({ id: 2, doc: two, awareness: new Awareness(two) }) });
    editors.push(reader);
    expect(reader.getText()).toContain('Sets');
    expect(writes).toEqual([]);
  });

  it('takes no dangerous links, whoever wrote them', () => {
    const { editor } = page();
    editor.commands.insertContent({ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] });
    expect(editor.view.dom.innerHTML).not.toContain('javascript:');
  });
});
