import { PDFDocument, type PDFPage } from '@cantoo/pdf-lib';
import type { ExportPage } from './pages';

type Place = NonNullable<ExportPage['background']>;

/**
 * The files that pages were imported from, copied into a new one. All pages of a file are copied at once, so that the
 * fonts and pictures they share stay shared; a page that is wanted twice is copied once more.
 */
export class Sources {
  private readonly doc: PDFDocument;
  private readonly wanted = new Map<string, Set<number>>();
  private readonly read: (importId: string) => Promise<Blob>;
  private readonly files = new Map<string, Promise<PDFDocument | null>>();
  private readonly copies = new Map<string, Promise<Map<number, PDFPage>>>();

  constructor(doc: PDFDocument, pages: readonly ExportPage[], read: (importId: string) => Promise<Blob>) {
    this.doc = doc;
    this.read = read;
    for (const { background } of pages) {
      if (!background) continue;
      const numbers = this.wanted.get(background.importId) ?? new Set();
      this.wanted.set(background.importId, numbers.add(background.page));
    }
  }

  /** The page, to be added to the new file; null where there is no PDF that it comes from, or none that can be read. */
  async next({ importId, page }: Place): Promise<PDFPage | null> {
    let copying = this.copies.get(importId);
    if (!copying) {
      copying = this.copy(importId, [...(this.wanted.get(importId) ?? [])]);
      this.copies.set(importId, copying);
    }
    const copied = await copying;
    const first = copied.get(page);
    if (first) {
      copied.delete(page);
      return first;
    }
    return (await this.copy(importId, [page])).get(page) ?? null;
  }

  private async copy(importId: string, numbers: readonly number[]): Promise<Map<number, PDFPage>> {
    try {
      const file = await this.file(importId);
      const there = file ? numbers.filter((number) => number >= 1 && number <= file.getPageCount()) : [];
      const copied = file ? await this.doc.copyPages(file, there.map((number) => number - 1)) : [];
      return new Map(there.flatMap((number, i) => (copied[i] ? [[number, copied[i]]] : [])));
    } catch {
      return new Map(); // a file that is broken inside: its pages go in as pictures
    }
  }

  private file(importId: string): Promise<PDFDocument | null> {
    let file = this.files.get(importId);
    if (!file) {
      file = this.open(importId);
      this.files.set(importId, file);
    }
    return file;
  }

  private async open(importId: string): Promise<PDFDocument | null> {
    try {
      const bytes = await (await this.read(importId)).arrayBuffer();
      // Files that anybody may read, but not everybody change, are locked with an empty password.
      return await PDFDocument.load(bytes, { updateMetadata: false }).catch(() => PDFDocument.load(bytes, { updateMetadata: false, password: '' }));
    } catch {
      return null;
    }
  }
}
