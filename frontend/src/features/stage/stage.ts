import type { Slice } from '@/shared/live/slices';
import { StageModel, type StageSession } from './stageModel';

/** The stage of one class page. */
export interface StageOfClass {
  model: StageModel;
  dispose(): void;
}

/**
 * To be made before the connection starts. The timer is part of the same noun on
 * the wire: its slice gets what is its own from here.
 */
export function createStage(session: StageSession & { slice(name: string, slice: Slice): () => void }, timer: Slice): StageOfClass {
  const model = new StageModel(session);
  const remove = session.slice('stage', shared(model.slice, timer));
  return { model, dispose: remove };
}

/** One noun, two models: events of the timer go to the timer's. */
export function shared(stage: Slice, timer: Slice): Slice {
  return {
    snapshot(state) {
      stage.snapshot(state);
      timer.snapshot(state);
    },
    event(frame) {
      (frame.type.startsWith('stage.timer') ? timer : stage).event(frame);
    },
    reset() {
      stage.reset?.();
      timer.reset?.();
    },
  };
}
