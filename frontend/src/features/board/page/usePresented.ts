import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { DocCopy } from '@/shared/doc/docModel';
import { PresentedView, type SeenView } from './presented';

/** The presenter's view for those who follow it, and where the own one is told. */
export function usePresented(copy: DocCopy, presenter: string | null, tells: boolean): { view: SeenView | null; moved: (view: SeenView) => void } {
  const model = useMemo(() => new PresentedView(copy.awareness), [copy]);
  useEffect(() => () => model.dispose(), [model]);
  useEffect(() => model.follow(presenter), [model, presenter]);
  useEffect(() => model.tell(tells), [model, tells]);
  const view = useSyncExternalStore(model.subscribe, model.getSnapshot);
  return useMemo(() => ({ view, moved: (next: SeenView) => model.moved(next) }), [model, view]);
}
