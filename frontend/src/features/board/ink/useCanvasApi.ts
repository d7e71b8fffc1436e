import { useEffect, useEffectEvent, type RefObject } from 'react';
import { getCommonBounds } from '@excalidraw/excalidraw';
import { lookOf, type Program } from './adapter';
import type { CanvasProps } from './canvas';
import { exportPng } from './exportPng';
import { fit } from './look';
import type { SceneElement } from './scene';
import { viewOf } from './viewport';

/** Undo and redo are to be had by their keys alone. */
function press(place: HTMLElement | null, shiftKey: boolean): void {
  const keys = place?.querySelector('.excalidraw');
  keys?.dispatchEvent(new KeyboardEvent('keydown', { key: shiftKey ? 'Z' : 'z', code: 'KeyZ', ctrlKey: true, metaKey: true, shiftKey, bubbles: true }));
}

/** Whether all of them are in sight. */
function sees(program: Program, elements: readonly SceneElement[]): boolean {
  const [left, top, right, bottom] = getCommonBounds(elements);
  const { x, y, w, h } = viewOf(lookOf(program));
  return left >= x && top >= y && right <= x + w && bottom <= y + h;
}

/** What the rest of the board may ask of the canvas. */
export function useCanvasApi(program: Program | null, section: RefObject<HTMLElement | null>, { onApi, template, background }: CanvasProps): void {
  const tell = useEffectEvent(onApi);
  const below = useEffectEvent(() => ({ template, background }));
  useEffect(() => {
    if (!program) return;
    tell({
      view: () => viewOf(lookOf(program)),
      fit: (view) => fit(program, view),
      select: (ids) => {
        const wanted = new Set(ids);
        const found = program.getSceneElements().filter(({ id }) => wanted.has(id));
        program.updateScene({ appState: { selectedElementIds: Object.fromEntries(found.map(({ id }) => [id, true] as const)) } });
        if (found.length > 0 && !sees(program, found)) program.scrollToContent(found, { fitToViewport: false });
      },
      undo: () => press(section.current, false),
      redo: () => press(section.current, true),
      exportPng: ({ scale, background: all }) => exportPng(program, { scale, below: all ? below() : null }),
    });
    return () => tell(null);
  }, [program, section]);
}
