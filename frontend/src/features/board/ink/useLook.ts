import { useEffect, useEffectEvent } from 'react';
import { lookOf, type Program } from './adapter';
import type { CanvasProps } from './canvas';
import { fit, showPage } from './look';
import { viewOf, type Viewport } from './viewport';

/** How often it is told where somebody looks. */
const everyMs = 100;

/** Tells where the canvas looks and what is chosen there, and looks where it shall. */
export function useLook(program: Program | null, viewport: Viewport, { follow, background, framed, onView, onSelect }: CanvasProps): void {
  const paper = framed?.paper ?? background;
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
  const begin = useEffectEvent((by: Program) => !follow && showPage(by, paper));
  useEffect(() => {
    if (program) begin(program);
  }, [program, paper?.width, paper?.height]);
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
