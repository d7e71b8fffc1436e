import { useEffect, useMemo } from 'react';
import type { DocCopy } from '@/shared/doc/docModel';
import { lasersOf, type Program } from './adapter';
import { Presence } from './presence';

/** Pointers in both directions; the program draws the lasers of others. */
export function usePresence(program: Program | null, { awareness }: DocCopy): Presence {
  const presence = useMemo(() => new Presence(awareness), [awareness]);
  useEffect(() => {
    presence.start();
    return () => presence.dispose();
  }, [presence]);
  useEffect(() => {
    if (!program) return;
    return presence.subscribe(() => {
      const lasers = lasersOf(presence.getSnapshot());
      if (lasers.size > 0 || program.getAppState().collaborators.size > 0) program.updateScene({ collaborators: lasers });
    });
  }, [program, presence]);
  return presence;
}
