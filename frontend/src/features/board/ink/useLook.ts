import { useEffect, useEffectEvent } from 'react';
import { lookOf, zoomOf, type Program } from './adapter';
import type { CanvasProps, View } from './canvas';
import { lookAt, viewOf, type Viewport } from './viewport';

/** How often it is told where somebody looks. */
const everyMs = 100;

export function fit(program: Program, view: View): void {
  const { scrollX, scrollY, zoom: value } = lookAt(view, lookOf(program));
  const zoom = zoomOf(value);
  if (zoom) program.updateScene({ appState: { scrollX, scrollY, zoom } });
}

/** Tells where the canvas looks and what is chosen there, and looks where it shall. */
export function useLook(program: Program | null, viewport: Viewport, { follow, onView, onSelect }: CanvasProps): void {
  const looked = useEffectEvent(onView);
  const chosen = useEffectEvent(onSelect);
  useEffect(() => {
    if (!program) return;
    let selected = '';
    const changed = () => {
      viewport.set(lookOf(program));
      const ids = Object.keys(program.getAppState().selectedElementIds);
      if (ids.join() === selected) return;
      selected = ids.join();
      chosen(ids);
    };
    changed();
    return program.onChange(changed);
  }, [program, viewport]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      looked(viewOf(viewport.getSnapshot()));
    };
    const off = viewport.subscribe(() => (timer ??= setTimeout(tell, everyMs)));
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [viewport]);
  useEffect(() => {
    if (!program || !follow) return;
    let [width, height] = [0, 0];
    // Also where the canvas has got another size.
    const keep = () => {
      const { width: w, height: h } = lookOf(program);
      if (w === width && h === height) return;
      [width, height] = [w, h];
      fit(program, follow);
    };
    keep();
    return program.onChange(keep);
  }, [program, follow]);
}
