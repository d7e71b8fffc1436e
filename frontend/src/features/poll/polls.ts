import type { LoginStore } from '@/shared/api/login';
import type { Slice } from '@/shared/live/slices';
import { PollApi } from './api';
import { PollDesk } from './desk';
import { PollModel, type PollSession } from './pollModel';

/** The polls of one class page, with all that outlives the panel in which they are seen. */
export interface Polls {
  model: PollModel;
  desk: PollDesk;
  api: PollApi;
  /** Server clock minus this computer's clock, now. */
  clockOffsetMs(): number;
  dispose(): void;
}

interface Deps {
  session: PollSession & { slice(name: string, slice: Slice): () => void };
  login: LoginStore;
  teaches(): boolean;
  clockOffsetMs(): number;
}

/** To be made before the connection starts, so that the polls get their part of the welcome. */
export function createPolls({ session, login, teaches, clockOffsetMs }: Deps): Polls {
  const model = new PollModel({ session, teaches });
  const remove = session.slice('poll', model.slice);
  return { model, desk: new PollDesk(), api: new PollApi(login), clockOffsetMs, dispose: remove };
}
