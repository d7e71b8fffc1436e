import { useEffect, useEffectEvent, type RefObject } from 'react';
import type { Actions, Direction } from './actions';
import type { BoardObject } from './objects';

const arrows: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
/** How far one press moves something: in tens of the page's measure, or in single ones. */
export const strides = { wide: 10, fine: 1 };

/** Keys that act on the object that has the focus in the list; before the list itself takes them to go through its lines. */
export function useListKeys(list: RefObject<HTMLElement | null>, current: BoardObject | null, actions: Actions): void {
  const pressed = useEffectEvent((event: KeyboardEvent): boolean => {
    const { key, altKey, shiftKey, ctrlKey, metaKey } = event;
    const command = ctrlKey || metaKey;
    if (command && !shiftKey && !altKey && key.toLowerCase() === 'z' && actions.undo) {
      actions.undo();
      return true;
    }
    const direction = arrows[key];
    if (current && altKey && !command && direction) {
      actions.move(current, direction, shiftKey ? strides.fine : strides.wide);
      return true;
    }
    if (current && (key === 'Delete' || key === 'Backspace') && !altKey && !command) {
      actions.remove(current);
      return true;
    }
    return false;
  });
  useEffect(() => {
    const element = list.current;
    const listen = (event: KeyboardEvent) => {
      if (!pressed(event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    element?.addEventListener('keydown', listen, true);
    return () => element?.removeEventListener('keydown', listen, true);
  }, [list]);
}

/** Tells which line has the focus, however it came there: by arrows, by letters, by a press. */
export function useFocused(list: RefObject<HTMLElement | null>, onFocus: (id: string) => void): void {
  const focused = useEffectEvent((target: EventTarget | null) => {
    const id = target instanceof HTMLElement ? target.dataset['key'] : undefined;
    if (id !== undefined) onFocus(id);
  });
  useEffect(() => {
    const element = list.current;
    const listen = (event: FocusEvent) => focused(event.target);
    element?.addEventListener('focusin', listen);
    return () => element?.removeEventListener('focusin', listen);
  }, [list]);
}

/** Escape puts the list away; where it empties a field or ends a search by letters, that comes first. */
export function useEscape(panel: RefObject<HTMLElement | null>, onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const element = panel.current;
    const listen = (event: KeyboardEvent) => {
      const search = event.target instanceof HTMLInputElement && event.target.value !== '';
      if (event.key !== 'Escape' || event.defaultPrevented || search) return;
      event.stopPropagation();
      close();
    };
    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, [panel]);
}

const framesMost = 30;

/** Brings the focus to a line, once it is drawn. */
export function useGoTo(list: RefObject<HTMLElement | null>, id: string | null, onThere: () => void): void {
  const there = useEffectEvent(onThere);
  useEffect(() => {
    if (id === null) return;
    let frame = 0;
    const look = (left: number) => {
      frame = requestAnimationFrame(() => {
        const line = list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(id)}"]`);
        line?.focus();
        if (line || left === 0) there();
        else look(left - 1);
      });
    };
    look(framesMost);
    return () => cancelAnimationFrame(frame);
  }, [list, id]);
}
