import type { ReactNode } from 'react';
import type { Frame } from '../wire';

/** The boards of groups as parts of a page, in its own measures. */
export interface FramedPage {
  frames: readonly Frame[];
  /** How large the page is. */
  paper: { width: number; height: number };
  /** Lies below all that is drawn; says nothing that is heard. */
  art: ReactNode;
  /** Lies above it, and can be reached by keys. */
  links: ReactNode;
  onOpen(frame: Frame): void;
}
