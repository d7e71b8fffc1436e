import type { Role } from '@/shared/api/types';
import type { BreakoutModel } from './breakoutModel';
import type { FileDesk } from './files/fileDesk';

/** What the class page tells of where the person is. */
export interface Room {
  model: BreakoutModel;
  me: { userId: string; role: Role };
  /** "main", or the group whose room the person is in; and how often they were moved on this page. */
  place: string;
  moves: number;
  nameOf: (userId: string) => string;
  /** Who is in class now. */
  here: ReadonlySet<string>;
  /** Whose room sound and picture are of by now; they may follow later. */
  media: { room: string; connected: boolean };
  files: FileDesk;
  /** Shows all groups. */
  openGroups: () => void;
}
