import { useEffect, useEffectEvent, useRef } from 'react';
import type { Program } from './adapter';
import { Binding } from './binding';
import type { CanvasProps } from './canvas';

/** Keeps what is drawn and the page's document the same, for as long as the canvas is there. */
export function useBinding(program: Program | null, { copy, drawing, writes, me, authors }: CanvasProps, onKept: () => void): void {
  const binding = useRef<Binding | null>(null);
  const kept = useEffectEvent(onKept);
  const may = useEffectEvent((client: number | null) => {
    if (writes !== 'own') return writes === 'all';
    return client === copy.doc.clientID || (client !== null && authors.authorOf(client)?.userId === me.userId);
  });
  useEffect(() => {
    if (!program) return;
    const bound = new Binding(drawing, program, { mayChange: (id) => may(drawing.clientOf(id)), onKept: () => kept() });
    const offs = [program.onChange((elements, state) => bound.changed(elements, state)), program.onPointerUp(() => bound.pointerUp())];
    binding.current = bound;
    return () => {
      binding.current = null;
      for (const off of offs) off();
      bound.dispose();
    };
  }, [program, drawing]);
  useEffect(() => {
    binding.current?.refresh();
    return writes === 'own' ? authors.subscribe(() => binding.current?.refresh()) : undefined;
  }, [writes, authors]);
}
