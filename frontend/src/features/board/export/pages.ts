import { Doc } from 'yjs';
import type { BoardApi } from '../api';
import { BoardDoc } from '../ink/boardDoc';
import type { BoardElement } from '../ink/element';
import { catchUp } from '../previews';
import type { Page } from '../wire';

/** A page as it goes into a file. */
export interface ExportPage {
  name: string;
  template: Page['template'];
  background: Page['background'];
  elements(): Promise<readonly BoardElement[]>;
  /** A picture that stands on it. */
  image(fileId: string): Promise<Blob>;
  /** What lies below the drawing. */
  below(): Promise<Blob>;
}

type Api = Pick<BoardApi, 'history' | 'image' | 'background'>;

/** A page, from where it is: the document that is open here, or what the server has kept, also after the class. */
export function exportPage(api: Api, page: Page, name: string, open: BoardDoc | null): ExportPage {
  const { boardId, template, background } = page;
  return {
    name,
    template,
    background,
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
