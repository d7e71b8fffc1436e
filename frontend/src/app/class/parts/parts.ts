import type { ReactNode } from 'react';
import type { Me, Role, Session } from '@/shared/api/types';
import type { RosterEntry } from '@/features/roster/people';
import type { Moderation, PersonPart } from '@/features/roster/PersonRow';
import type { Visit } from '../classModel';
import type { SidePanel, SideState } from '../side/sidePanel';

/** What the class page has for its features. */
export interface ClassContext {
  /** The models that live as long as the visit does; a feature's own stand beside them. */
  visit: Visit;
  session: Session;
  me: Me;
  /** The role of now: a teacher may have changed it in class. */
  role: Role;
  people: readonly RosterEntry[];
  /** Where the person is: "main", or a group. */
  place: string;
  /** How often they were moved since the page was opened. */
  moves: number;
  /** Null for people who can't moderate. */
  moderation: Moderation | null;
  onMuteAll: () => void;
  /** Opens a tab, where something in it wants to be seen. */
  side: SidePanel;
  /** Which tab is seen, if any: what is in it isn't unread. */
  shown: SideState;
}

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

/**
 * A tab of the side panel, with a button in the bar that shows it. Mounted only
 * while it is seen: what somebody has typed belongs into a model. The element
 * with `data-first-focus` gets the focus when the panel is opened.
 */
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
  /** A narrow row above the people: what is on stage, where it is not drawn there. */
  stageBar: ReactNode;
  /** The user id of whom the teacher put large; a person's own choice wins. */
  spotlight: string | null;
  /** The user id of whose shared screen the teacher put large. */
  screen: string | null;
  /** What the room is called that the person is in; null in the main one. */
  where: string | null;
  /** A row above the stage, below what one should know of the connection. */
  row: ReactNode;
  /** Stands in the header, beside the time of the class. */
  timer: ReactNode;
  /** What stands at a person's row beside the name, and what may be done there. */
  personPart: ((person: RosterEntry) => PersonPart | null) | null;
  /** Stands above the list of people, like the queue of raised hands. */
  abovePeople: ReactNode;
  /** Small things that float over the stage, like reactions. */
  overlay: ReactNode;
}
