import { actionOf } from '@/shared/keys';

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** With Ctrl: opening and saving files, searching, commands, printing. */
const withCommand = new Set(['o', 's', 'f', 'p', '/', "'"]);
/** With Alt: view without controls, reading view, numbers about the drawing. */
const withAlt = new Set(['KeyZ', 'KeyR', 'Slash']);
/** Help, frames, and Excalidraw's own way to pictures. */
const alone = new Set(['?', 'f', '9']);

/** Whether a key isn't for the drawing program: because the class has it for something else, or has no use of what it does. */
export function isForbidden(pressed: Pressed, mac: boolean): boolean {
  const key = pressed.key.toLowerCase();
  const command = pressed.ctrlKey || pressed.metaKey;
  if (command && actionOf(pressed, mac)) return true;
  if (command && key === 'e') return pressed.shiftKey;
  if (command) return withCommand.has(key) && !pressed.altKey;
  if (pressed.altKey) return withAlt.has(pressed.code) || (pressed.shiftKey && pressed.code === 'KeyD');
  return alone.has(key) && (key !== 'f' || !pressed.shiftKey);
}

/** Whether the program draws with this key, so that it means nothing to the class. */
export function isTool(pressed: Pressed): boolean {
  return !pressed.ctrlKey && !pressed.metaKey && !pressed.altKey && /^[\p{L}\p{N}]$/u.test(pressed.key);
}
