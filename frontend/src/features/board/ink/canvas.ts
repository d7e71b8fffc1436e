import type { DocCopy } from '@/shared/doc/docModel';
import type { FramedPage } from '../frames/framed';
import type { BoardDoc } from './boardDoc';

/** The part of a page that somebody sees, in the page's own measures. */
export interface View {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** What is drawn below everything, over the whole page. */
export type Template = 'blank' | 'grid' | 'ruled' | 'axes' | 'music' | 'groups';

/** The picture of a slide, which lies below what is drawn, with its upper left corner at 0, 0. */
export interface PageBackground {
  picture: Blob;
  width: number;
  height: number;
}

/** Who made what: by the id of a Yjs client. */
export interface AuthorBook {
  subscribe(listener: () => void): () => void;
  /** Null where it isn't known. */
  authorOf(client: number): { userId: string; name: string; color: string } | null;
}

/** Where pictures are that stand on the page. */
export interface ImageStore {
  upload(file: File): Promise<{ fileId: string; width: number; height: number }>;
  load(fileId: string): Promise<Blob>;
}

export interface CanvasProps {
  copy: DocCopy;
  /** What stands in the copy. */
  drawing: BoardDoc;
  /** What this person may change: nothing, what they made, everything. */
  writes: 'none' | 'own' | 'all';
  me: { userId: string };
  authors: AuthorBook;
  images: ImageStore;
  background: PageBackground | null;
  template: Template;
  /** The boards of groups that are seen on the page. */
  framed?: FramedPage | null;
  /** What the page is called, for those who can't see it. */
  label: string;
  /** The part that is to be seen, as long as it isn't null. */
  follow: View | null;
  onView(view: View): void;
  /** What is chosen on the page. */
  onSelect(ids: readonly string[]): void;
  onApi(api: CanvasApi | null): void;
}

export interface CanvasApi {
  view(): View;
  fit(view: View): void;
  /** Chooses elements and brings them into sight. */
  select(ids: readonly string[]): void;
  undo(): void;
  redo(): void;
  /** The drawing alone or with what lies below, at so many pixels a point. */
  exportPng(options: { scale: number; background: boolean }): Promise<Blob>;
}
