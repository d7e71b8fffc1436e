/** What a key press in class asks for. */
export type KeyAction = 'mic' | 'camera' | 'toolbar' | 'talk';

export interface Shortcut {
  action: KeyAction;
  /** The letter or name on the key. */
  key: string;
  /** Together with Ctrl, or Command on a Mac. */
  command: boolean;
}

export const classShortcuts: readonly Shortcut[] = [
  { action: 'mic', key: 'D', command: true },
  { action: 'camera', key: 'E', command: true },
  { action: 'talk', key: 'V', command: false },
  { action: 'toolbar', key: 'F2', command: false },
];

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

export function isMac(platform: string = navigator.platform): boolean {
  return /^(Mac|iP)/.test(platform);
}

/** Which of the shortcuts was pressed; null for every other key. */
export function actionOf(pressed: Pressed, mac: boolean): KeyAction | null {
  if (pressed.altKey || pressed.shiftKey) return null;
  const command = mac ? pressed.metaKey && !pressed.ctrlKey : pressed.ctrlKey && !pressed.metaKey;
  const plain = !pressed.ctrlKey && !pressed.metaKey;
  const found = classShortcuts.find((shortcut) => shortcut.key.toLowerCase() === pressed.key.toLowerCase() && (shortcut.command ? command : plain));
  return found?.action ?? null;
}

/** "Ctrl+D", as it stands on this computer's keys. */
export function keyLabel({ key, command }: Pick<Shortcut, 'key' | 'command'>, mac: boolean): string {
  if (!command) return key;
  return mac ? `⌘${key}` : `Ctrl+${key}`;
}

/** The same for assistive software, in the notation of aria-keyshortcuts. */
export function ariaKeys({ key, command }: Pick<Shortcut, 'key' | 'command'>, mac: boolean): string {
  if (!command) return key;
  return `${mac ? 'Meta' : 'Control'}+${key}`;
}

export function shortcutFor(action: KeyAction): Shortcut | undefined {
  return classShortcuts.find((shortcut) => shortcut.action === action);
}

/** A letter typed here is text or a search in a list, never a command. */
export function takesLetters(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]') !== null;
}
