export interface NoteProps {
  /** The address of the socket of a group's notes, or of those of the class (empty), with a token that is still good. */
  boardUrl: (group: string) => Promise<string>;
  /** The group in whose room the person is; empty in the main room. */
  groupId?: string;
  /** The groups whose notes this person may read. */
  groups?: readonly { groupId: string; name: string }[];
  /** The role writes, as far as nobody has locked the notes. */
  canWrite: boolean;
  locked: boolean;
  /** Staff: they lock, and write what is locked. */
  canLock: boolean;
  onLock: (locked: boolean) => unknown;
  /** Of the class; names the file that is saved. */
  title: string;
}
