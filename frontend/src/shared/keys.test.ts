import { describe, expect, it } from 'vitest';
import { Flag } from './flag';
import { actionOf, ariaKeys, keyLabel, takesLetters } from './keys';

const press = (key: string, change: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change });

describe('actionOf', () => {
  it.each([
    ['Ctrl+D', press('d', { ctrlKey: true }), false, 'mic'],
    ['Ctrl+E', press('E', { ctrlKey: true }), false, 'camera'],
    ['V', press('v'), false, 'talk'],
    ['F2', press('F2'), false, 'toolbar'],
    ['Command+D on a Mac', press('d', { metaKey: true }), true, 'mic'],
    ['Ctrl+D on a Mac', press('d', { ctrlKey: true }), true, null],
    ['D alone', press('d'), false, null],
    ['Ctrl+V, which pastes', press('v', { ctrlKey: true }), false, null],
    ['Ctrl+Shift+D', press('D', { ctrlKey: true, shiftKey: true }), false, null],
  ])('of %s', (_name, pressed, mac, action) => {
    expect(actionOf(pressed, mac)).toBe(action);
  });
});

it('names keys as they stand on the keyboard', () => {
  expect([keyLabel({ key: 'D', command: true }, false), keyLabel({ key: 'D', command: true }, true), keyLabel({ key: 'F2', command: false }, true)]).toEqual(['Ctrl+D', '⌘D', 'F2']);
  expect([ariaKeys({ key: 'D', command: true }, false), ariaKeys({ key: 'D', command: true }, true)]).toEqual(['Control+D', 'Meta+D']);
});

it('never takes a letter away from somebody who types', () => {
  document.body.innerHTML = '<input id="a"><div role="menu"><div id="b"></div></div><button id="c"></button>';
  expect(['a', 'b', 'c'].map((id) => takesLetters(document.getElementById(id)))).toEqual([true, true, false]);
});

describe('Flag', () => {
  it('is on until it is switched off, and remembers', () => {
    const kept = new Map<string, string>();
    const store = { get: (key: string) => kept.get(key) ?? null, set: (key: string, value: string) => void kept.set(key, value), remove: (key: string) => void kept.delete(key) };
    const flag = new Flag('f', store);
    expect(flag.getSnapshot()).toBe(true);
    flag.set(false);
    expect(new Flag('f', store).getSnapshot()).toBe(false);
    flag.set(true);
    expect(kept.size).toBe(0);
  });
});
