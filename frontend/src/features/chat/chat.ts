import type { LoginStore } from '@/shared/api/login';
import type { Slice } from '@/shared/live/slices';
import { ChatApi } from './api';
import { ChatModel, type ChatSession } from './chatModel';
import { Draft } from './draft';
import { FileCache } from './fileCache';
import { ReadAloud } from './readAloud';
import { Uploads } from './uploads';

/** The chat of one class page, with all that outlives the panel in which it is seen. */
export interface Chat {
  model: ChatModel;
  draft: Draft;
  uploads: Uploads;
  files: FileCache;
  aloud: ReadAloud;
  api: ChatApi;
  dispose(): void;
}

interface Deps {
  session: ChatSession & { slice(name: string, slice: Slice): () => void };
  login: LoginStore;
  sessionId: string;
  userId: string;
}

/** To be made before the connection starts, so that the chat gets its part of the welcome. */
export function createChat({ session, login, sessionId, userId }: Deps): Chat {
  const api = new ChatApi(login, sessionId);
  const model = new ChatModel({ session, older: (before) => api.older(before), me: { userId } });
  const uploads = new Uploads((file, name, progress, signal) => api.upload(file, name, progress, signal));
  const files = new FileCache((fileId) => api.file(fileId));
  const aloud = new ReadAloud();
  const remove = session.slice('chat', model.slice);
  return {
    model,
    draft: new Draft(),
    uploads,
    files,
    aloud,
    api,
    dispose() {
      remove();
      uploads.dispose();
      files.dispose();
      aloud.stop();
    },
  };
}
