import { useSyncExternalStore } from 'react';
import type { BoardModel } from './boardModel';

/** Whether the person has the board open in the middle of the class. */
export function useBoardOpen(model: BoardModel): boolean {
  return useSyncExternalStore(model.subscribe, () => model.getSnapshot().open);
}
