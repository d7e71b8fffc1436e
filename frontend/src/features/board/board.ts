import type { LoginStore } from '@/shared/api/login';
import type { Slice } from '@/shared/live/slices';
import { BoardApi } from './api';
import { BoardModel, type BoardSession } from './boardModel';

/** The board of one class, with all that outlives its showing. */
export interface Board {
  model: BoardModel;
  api: BoardApi;
  dispose(): void;
}

interface Deps {
  session: BoardSession & { slice(name: string, slice: Slice): () => void };
  login: LoginStore;
  sessionId: string;
  userId: string;
}

/** To be made before the connection starts, so that the board gets its part of the welcome. */
export function createBoard({ session, login, sessionId, userId }: Deps): Board {
  const model = new BoardModel(session, userId);
  const dispose = session.slice('board', model.slice);
  return { model, api: new BoardApi(login, sessionId), dispose };
}
