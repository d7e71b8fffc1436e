import type { LoginStore } from '@/shared/api/login';
import type { Slice } from '@/shared/live/slices';
import { BoardApi } from './api';
import { BoardModel, type BoardSession } from './boardModel';
import { Imports } from './imports/imports';

/** The board of one class, with all that outlives its showing. */
export interface Board {
  model: BoardModel;
  api: BoardApi;
  imports: Imports;
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
  const api = new BoardApi(login, sessionId);
  const imports = new Imports(
    (file, after, progress, signal) => api.bring(file, after, progress, signal),
    (begun) => model.began(begun),
  );
  const remove = session.slice('board', model.slice);
  return {
    model,
    api,
    imports,
    dispose() {
      remove();
      imports.dispose();
    },
  };
}
