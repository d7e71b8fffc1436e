import type { Editor } from '@tiptap/core';
import { Bold, Code, Heading2, Italic, Link, List, ListOrdered, Quote, Redo2, Undo2, type LucideIcon } from 'lucide-react';

export type ActionId = 'bold' | 'italic' | 'heading' | 'list' | 'numbered' | 'code' | 'quote' | 'link' | 'undo' | 'redo';

export interface Action {
  id: ActionId;
  icon: LucideIcon;
  /** The keys that do the same, as aria-keyshortcuts says them. */
  keys?: string;
  /** Left out for what isn't on or off. */
  isOn?: (editor: Editor) => boolean;
  /** Left out for what can always be done. */
  can?: (editor: Editor) => boolean;
  /** Left out for what the toolbar does itself. */
  run?: (editor: Editor) => unknown;
}

const isCode = (editor: Editor) => editor.isActive('code') || editor.isActive('codeBlock');

/** A few words become code in the line; without a selection the whole paragraph does. */
function toggleCode(editor: Editor): unknown {
  const chain = editor.chain().focus();
  const inLine = !editor.isActive('codeBlock') && (!editor.state.selection.empty || editor.isActive('code'));
  return (inLine ? chain.toggleCode() : chain.toggleCodeBlock()).run();
}

export const actions: readonly Action[] = [
  { id: 'bold', icon: Bold, keys: 'Control+B', isOn: (e) => e.isActive('bold'), run: (e) => e.chain().focus().toggleBold().run() },
  { id: 'italic', icon: Italic, keys: 'Control+I', isOn: (e) => e.isActive('italic'), run: (e) => e.chain().focus().toggleItalic().run() },
  { id: 'heading', icon: Heading2, isOn: (e) => e.isActive('heading'), run: (e) => e.chain().focus().toggleHeading({ level: 2 }).run() },
  { id: 'list', icon: List, isOn: (e) => e.isActive('bulletList'), run: (e) => e.chain().focus().toggleBulletList().run() },
  { id: 'numbered', icon: ListOrdered, isOn: (e) => e.isActive('orderedList'), run: (e) => e.chain().focus().toggleOrderedList().run() },
  { id: 'code', icon: Code, isOn: isCode, run: toggleCode },
  { id: 'quote', icon: Quote, isOn: (e) => e.isActive('blockquote'), run: (e) => e.chain().focus().toggleBlockquote().run() },
  { id: 'link', icon: Link, isOn: (e) => e.isActive('link') },
  { id: 'undo', icon: Undo2, keys: 'Control+Z', can: (e) => e.can().undo(), run: (e) => e.chain().focus().undo().run() },
  { id: 'redo', icon: Redo2, keys: 'Control+Y', can: (e) => e.can().redo(), run: (e) => e.chain().focus().redo().run() },
];
