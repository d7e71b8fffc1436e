import type { KeyboardEvent } from 'react';

/** Up and down from message to message, to the first and the last with Home and End. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget } = event;
  if (!(target instanceof Element) || !target.hasAttribute('data-message')) return;
  const all = [...currentTarget.querySelectorAll<HTMLElement>('[data-message]')];
  const at = all.findIndex((element) => element === target);
  const to = key === 'ArrowUp' ? at - 1 : key === 'ArrowDown' ? at + 1 : key === 'Home' ? 0 : key === 'End' ? all.length - 1 : -1;
  const next = all[to];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
