import { describe, expect, it } from 'vitest';
import { isForbidden, isTool } from './keys';

function pressed(keys: string) {
  const parts = keys.split('+');
  const key = parts.pop() ?? '';
  const has = (part: string) => parts.includes(part);
  return { key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key === '/' ? 'Slash' : key, ctrlKey: has('Ctrl'), metaKey: has('Meta'), altKey: has('Alt'), shiftKey: has('Shift') };
}

describe('keys on the canvas', () => {
  it.each(['Ctrl+d', 'Ctrl+e', 'Ctrl+o', 'Ctrl+s', 'Ctrl+f', 'Ctrl+p', 'Ctrl+Shift+E', 'Alt+z', 'Alt+r', 'Alt+/', 'Alt+Shift+D', '?', 'f', '9'])(
    'keeps %s from the drawing program',
    (keys) => expect(isForbidden(pressed(keys), false)).toBe(true),
  );

  it.each(['r', 'p', '1', 'v', 'Ctrl+z', 'Ctrl+Shift+Z', 'Ctrl+a', 'Ctrl+c', 'Ctrl+v', 'Delete', 'Escape', 'Tab', 'ArrowLeft', 'Ctrl+g'])('lets %s through', (keys) =>
    expect(isForbidden(pressed(keys), false)).toBe(false),
  );

  it('takes letters and digits for tools, and nothing else', () => {
    expect(['r', '1', 'ش'].map((key) => isTool(pressed(key)))).toEqual([true, true, true]);
    expect(['Ctrl+r', 'Escape', 'F2', 'Tab', 'Alt+1'].map((keys) => isTool(pressed(keys)))).toEqual([false, false, false, false, false]);
  });
});
