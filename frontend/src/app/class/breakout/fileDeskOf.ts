import type { LoginStore } from '@/shared/api/login';
import { ask } from '@/shared/api/ask';
import type { FileDesk, TaskFile } from '@/features/breakout/files/fileDesk';
import type { Chat } from '@/features/chat/chat';
import { saveAs } from '@/features/chat/fileCache';
import { accepted, mostBytes } from '@/features/chat/uploads';

const desks = new WeakMap<Chat, FileDesk>();

/** The files of a session for the tasks of its groups: sent and fetched as the chat's are. */
export function fileDeskOf(chat: Chat, login: LoginStore, sessionId: string): FileDesk {
  const known = desks.get(chat);
  if (known) return known;
  const desk: FileDesk = {
    sessionId,
    accepted,
    mostBytes,
    list: (signal) => ask<readonly TaskFile[]>(login, 'GET', `sessions/${encodeURIComponent(sessionId)}/breakouts/files`, undefined, signal),
    upload: (file, name, progress, signal) => chat.api.upload(file, name, progress, signal),
    save: async (file) => saveAs(await chat.files.url(file), file.name),
  };
  desks.set(chat, desk);
  return desk;
}
