import type { Slice } from '@/shared/live/slices';
import { HandModel, type HandSession } from './handModel';
import { ReactionModel } from './reactionModel';

/** Hands and reactions of one class page. */
export interface Hand {
  model: HandModel;
  reactions: ReactionModel;
  /** The time of the server, as far as this page knows it. */
  serverNow: () => number;
  dispose(): void;
}

/** To be made before the connection starts, so that it gets its part of the welcome. */
export function createHand(session: HandSession & { slice(name: string, slice: Slice): () => void }, serverNow: () => number): Hand {
  const reactions = new ReactionModel(session);
  const model = new HandModel(session, (told) => reactions.take(told));
  const remove = session.slice('hand', model.slice);
  return {
    model,
    reactions,
    serverNow,
    dispose() {
      remove();
      reactions.dispose();
    },
  };
}
