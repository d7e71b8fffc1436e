import { Doc } from 'yjs';
import type { BoardApi } from '../api';
import { frameBoxes, type Box } from '../frames/layout';
import { BoardDoc } from '../ink/boardDoc';
import type { BoardElement } from '../ink/element';
import { catchUp } from '../strip/previews';
import type { Page } from '../wire';

/** The board of a group on a page; null where it can't be seen. */
export interface ExportFrame {
  name: string;
  box: Box;
  page: ExportPage | null;
}

/** A page as it goes into a file. */
export interface ExportPage {
  name: string;
  template: Page['template'];
  background: Page['background'];
  frames: readonly ExportFrame[];
  elements(): Promise<readonly BoardElement[]>;
  /** A picture that stands on it. */
  image(fileId: string): Promise<Blob>;
  /** What lies below the drawing. */
  below(): Promise<Blob>;
}

type Api = Pick<BoardApi, 'history' | 'image' | 'background'>;

/**
 * A page, from where it is: the document that is open here, or what the server has kept, also after the class. The boards of
 * groups that it shows are looked for among all pages.
 */
export function exportPage(api: Api, page: Page, name: string, open: BoardDoc | null, all: readonly Page[]): ExportPage {
  const { boardId, template, background } = page;
  const boxes = frameBoxes(page.frames.length);
  const frames = page.frames.flatMap((frame, at) => {
    const box = boxes[at];
    const shown = all.find((one) => one.boardId === frame.boardId && one !== page);
    return box ? [{ name: frame.name, box, page: shown ? exportPage(api, shown, frame.name, null, []) : null }] : [];
  });
  return {
    name,
    template,
    background,
    frames,
    elements: () => (open ? Promise.resolve(open.elements()) : readElements(api, boardId)),
    image: (fileId) => api.image(boardId, fileId),
    below: () => api.background(boardId),
  };
}

/** What is drawn on a page, by its history. */
async function readElements(api: Api, boardId: string): Promise<readonly BoardElement[]> {
  const doc = new Doc();
  const drawing = new BoardDoc(doc);
  await catchUp((id, after) => api.history(id, after), boardId, doc, 0);
  const elements = drawing.elements();
  drawing.dispose();
  doc.destroy();
  return elements;
}
