/** A file that comes with a task. */
export interface TaskFile {
  fileId: string;
  name: string;
  type: string;
  size: number;
}

/** What the class page does with the files of its session. */
export interface FileDesk {
  sessionId: string;
  /** What the file picker offers, and how large one may be, in bytes. */
  accepted: string;
  mostBytes: number;
  /** The files of tasks that the person may see now. */
  list: (signal?: AbortSignal) => Promise<readonly TaskFile[]>;
  upload: (file: Blob, name: string, progress: (share: number) => void, signal: AbortSignal) => Promise<TaskFile>;
  save: (file: TaskFile) => Promise<void>;
}

/** How many files a task may have. */
export const mostFiles = 20;
