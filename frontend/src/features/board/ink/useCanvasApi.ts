import { useEffect, useEffectEvent, type RefObject } from 'react';
import { lookOf, type Program } from './adapter';
import type { CanvasProps } from './canvas';
import { exportPng } from './exportPng';
import { fit } from './look';
import { viewOf } from './viewport';

/** Undo and redo are to be had by their keys alone. */
function press(place: HTMLElement | null, shiftKey: boolean): void {
  const keys = place?.querySelector('.excalidraw');
  keys?.dispatchEvent(new KeyboardEvent('keydown', { key: shiftKey ? 'Z' : 'z', code: 'KeyZ', ctrlKey: true, metaKey: true, shiftKey, bubbles: true }));
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
        if (found.length > 0) program.scrollToContent(found, { fitToViewport: false });
      },
      undo: () => press(section.current, false),
      redo: () => press(section.current, true),
      exportPng: ({ scale, background: all }) => exportPng(program, { scale, below: all ? below() : null }),
    });
    return () => tell(null);
  }, [program, section]);
}
