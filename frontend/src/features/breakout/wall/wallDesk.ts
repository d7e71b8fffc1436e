import type { ReactNode } from 'react';
import type { BreakoutModel } from '../breakoutModel';
import type { FileDesk } from '../files/fileDesk';
import type { Breakout } from '../wire';
import type { Activity } from './activity';
import type { Listening } from './listening';
import type { WallPerson } from './standing';

/** What the class page brings to the wall. */
export interface WallDesk {
  model: BreakoutModel;
  activity: Activity;
  files: FileDesk;
  me: { userId: string; role: string };
  /** Who is in class. */
  people: ReadonlyMap<string, WallPerson>;
  /** Those of them who learn. */
  learners: readonly WallPerson[];
  /** Those of them who may look after groups: assistants and observers. */
  attendants: readonly WallPerson[];
  nameOf(userId: string): string;
  /** A small picture of a group's board. */
  picture(groupId: string): ReactNode;
  openBoard(groupId: string): void;
  /** Puts a group's board on the stage, for everybody. */
  present(groupId: string): Promise<unknown>;
  /** Shows what a group writes. */
  readChat(groupId: string): void;
  /** Null where one can't listen from afar. */
  listening: Listening | null;
  plan(): void;
  close(): void;
}

export interface GroupProps {
  desk: WallDesk;
  breakout: Breakout;
}
