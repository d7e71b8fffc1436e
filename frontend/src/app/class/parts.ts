import type { ReactNode } from 'react';
import type { RosterEntry } from '@/features/roster/people';
import type { PersonPart } from '@/features/roster/PersonRow';

/** A small number or sign at a button and a tab. */
export interface Badge {
  text: string;
  /** The same in words, for screen readers: "3 unread messages". */
  label: string;
  /** Wants to be seen now. */
  urgent?: boolean;
}

/** What a button in the bar and a tab have in common. */
interface Named {
  id: string;
  label: string;
  icon: ReactNode;
  badge?: Badge | null;
  /** The badge is a mere number, for the button alone: nothing waits to be looked at. */
  quiet?: boolean;
  /** The key that does the same; a Latin letter of its own. */
  letter?: string;
  /** On narrow screens the highest ranks move into "More" first; 0 is the last to go. */
  rank: number;
}

/** A tab of the side panel, with a button in the bar that shows it. Mounted only while it is seen. */
export interface Panel extends Named {
  render(): ReactNode;
}

/** A button in the bar that shows no tab: it does something, or opens something small above itself. */
export interface Tool extends Named {
  /** Left out for buttons that are not toggles. */
  pressed?: boolean;
  onPress?(): void;
  /** What opens above the button; `close` puts it away again. */
  popup?(close: () => void): ReactNode;
}

/** What features bring to the class page, which lays it out and knows none of them. */
export interface ClassParts {
  panels: readonly Panel[];
  tools: readonly Tool[];
  /** What everybody looks at, above the pictures of the people: results, a page. Null leaves the room to the people. */
  onStage: ReactNode;
  /** The user id of whom the teacher put large; a person's own choice wins. */
  spotlight: string | null;
  /** Stands in the header, beside the time of the class. */
  timer: ReactNode;
  /** What stands at a person's row beside the name, and what may be done there. */
  personPart: ((person: RosterEntry) => PersonPart | null) | null;
  /** Stands above the list of people, like the queue of raised hands. */
  abovePeople: ReactNode;
  /** Small things that float over the stage, like reactions. */
  overlay: ReactNode;
}
