export interface NoteProps {
  /** The address of the document's socket, with a token that is still good. */
  boardUrl: () => Promise<string>;
  /** What the group is called whose notes they are: empty where that isn't known, null for the notes of the class. */
  group?: string | null;
  /** The role writes, as far as nobody has locked the notes. */
  canWrite: boolean;
  locked: boolean;
  /** Staff: they lock, and write what is locked. */
  canLock: boolean;
  onLock: (locked: boolean) => unknown;
  /** Of the class; names the file that is saved. */
  title: string;
}
