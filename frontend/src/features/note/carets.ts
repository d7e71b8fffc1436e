import { Extension } from '@tiptap/core';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import * as v from 'valibot';
import styles from './editor.module.css';

/** Who somebody is, as the server says it: it doesn't take a name from anybody's page. */
const userSchema = v.object({ name: v.string(), color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)) });
const somebody = { name: '', color: '#5a6472' };

function userOf(value: unknown) {
  const parsed = v.safeParse(userSchema, value);
  return parsed.success ? parsed.output : somebody;
}

/** Another person's caret, with the name at it. It is drawn into the text, but no part of it. */
export function caret(value: unknown): HTMLElement {
  const user = userOf(value);
  const line = document.createElement('span');
  line.className = styles.caret ?? '';
  line.style.setProperty('--caret', user.color);
  line.setAttribute('aria-hidden', 'true');
  if (user.name) {
    const name = document.createElement('span');
    name.className = styles.caretName ?? '';
    name.dir = 'auto';
    name.textContent = user.name;
    line.append(name);
  }
  return line;
}

export function selection(value: unknown) {
  return { class: styles.selected ?? '', style: `--caret: ${userOf(value).color}` };
}

/** Shows where the others are. */
export function carets(awareness: Awareness) {
  return Extension.create({
    name: 'carets',
    priority: 999, // after the text is in sync
    addProseMirrorPlugins: () => [yCursorPlugin(awareness, { cursorBuilder: caret, selectionBuilder: selection })],
  });
}
