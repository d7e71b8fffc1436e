import type { Role } from '@/shared/api/types';
import type { Board } from './board';
import type { GroupName } from './groups';
import type { Page } from './wire';

export interface Member {
  userId: string;
  name: string;
  role: Role;
}

/** Which class it is, for files that are made of its board. */
export interface Lesson {
  title: string;
  startedAt: string;
}

export interface BoardProps {
  board: Board;
  me: Member;
  /** Who is in class now. */
  people: readonly Member[];
  classroomId: string;
  lesson: Lesson;
  /** The class is over: what was drawn can be read. */
  ended: boolean;
  nameOf: (userId: string) => string;
  /** What a group is called now; undefined where that isn't known. */
  groupName?: GroupName;
  /** For staff: puts the page on the stage, or takes it off. */
  stage: BoardStage | null;
  /** Puts the board away; null where it isn't this person's to put away. */
  onClose: (() => void) | null;
}

export interface BoardStage {
  /** The page that is on the stage; null where something else is, or nothing. */
  boardId: string | null;
  put(boardId: string): Promise<unknown>;
  clear(): Promise<unknown>;
}

/** What somebody has asked for that is settled in a dialog. */
export type Asked = { what: 'access' | 'rename' | 'remove'; page: Page } | { what: 'clear' | 'import' | 'export' | 'pages' };
