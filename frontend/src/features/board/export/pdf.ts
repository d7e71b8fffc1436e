import { PDFDocument, StandardFonts, type PDFFont, type PDFImage, type PDFPage } from '@cantoo/pdf-lib';
import type { View } from '../ink/canvas';
import type { BoardElement } from '../ink/element';
import { labelsOf, wholeView } from '../viewer/boardSvg';
import { elementSvg } from '../viewer/elementSvg';
import { pageBox, unite } from '../viewer/geometry';
import { templateSvg } from '../viewer/template';
import { pngOfFormula, pngOrJpeg } from './bitmaps';
import { lineImage } from './lineImage';
import { paintLine as usualLine, type PaintLine } from './letters';
import { frameEdge, frameSheet, into, paperBelow } from './framed';
import type { ExportFrame, ExportPage } from './pages';
import { rectangle } from './path';
import { paintSvg, type Means } from './paintSvg';
import { blankPaper, drawnBox, enlarged, ontoSource, picturePaper } from './paper';
import { Sheet } from './sheet';
import { Sources } from './sources';

export interface PdfOptions {
  title: string;
  language: string;
  /** The PDF that pages were made of. */
  source(importId: string): Promise<Blob>;
  progress(done: number): void;
  signal: AbortSignal;
  paintLine?: PaintLine;
}

/** Makes a PDF of pages. What they were imported from stays as it is, text and all; what is drawn lies above it. */
export async function makePdf(pages: readonly ExportPage[], options: PdfOptions): Promise<Blob> {
  const { signal } = options;
  const doc = await PDFDocument.create();
  doc.setTitle(options.title, { showInWindowTitleBar: true });
  doc.setLanguage(options.language);
  doc.setProducer('Lectern');
  doc.setCreator('Lectern');
  const writer = new Writer(doc, await doc.embedFont(StandardFonts.Helvetica), new Sources(doc, pages, options.source), options.paintLine ?? usualLine);
  for (const [done, page] of pages.entries()) {
    signal.throwIfAborted();
    options.progress(done);
    await writer.add(page);
    await breath();
  }
  signal.throwIfAborted();
  options.progress(pages.length);
  const bytes = await doc.save();
  return new Blob([Uint8Array.from(bytes)], { type: 'application/pdf' });
}

/** Lets the page of the browser do what it has to in between. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

class Writer {
  private readonly doc: PDFDocument;
  private readonly font: PDFFont;
  private readonly sources: Sources;
  private readonly paintLine: PaintLine;

  constructor(doc: PDFDocument, font: PDFFont, sources: Sources, paintLine: PaintLine) {
    this.doc = doc;
    this.font = font;
    this.sources = sources;
    this.paintLine = paintLine;
  }

  async add(page: ExportPage): Promise<void> {
    const elements = await page.elements();
    const source = page.background ? await this.sources.next(page.background) : null;
    if (source && page.background && (await this.above(source, page, page.background, elements))) return;
    await this.fresh(page, elements);
  }

  /** The page that was imported, with the drawing above it. */
  private async above(source: PDFPage, page: ExportPage, picture: { width: number; height: number }, elements: readonly BoardElement[]): Promise<boolean> {
    const turned = source.getRotation().angle;
    const box = drawnBox([source.getMediaBox(), source.getCropBox()], turned, picture);
    if (!box) return false;
    const matrix = ontoSource(box, turned, picture);
    const drawn = unite(elements.map(pageBox));
    const shown = drawn ? enlarged(box, matrix, drawn) : box;
    this.doc.addPage(source);
    source.setMediaBox(shown.x, shown.y, shown.width, shown.height);
    source.setCropBox(shown.x, shown.y, shown.width, shown.height);
    const sheet = new Sheet(source, matrix);
    await this.draw(sheet, page, elements);
    sheet.finish();
    return true;
  }

  /** A page of its own, on paper or on a picture. */
  private async fresh(page: ExportPage, elements: readonly BoardElement[]): Promise<void> {
    const { background } = page;
    const view = wholeView(elements, paperBelow(page));
    const paper = background ? picturePaper(view, background.width) : blankPaper(view);
    const made = this.doc.addPage([paper.width, paper.height]);
    const sheet = new Sheet(made, paper.matrix);
    await this.whole(sheet, page, elements, paper.view);
    sheet.finish();
  }

  /** All that is on a page: what lies below, and the drawing. */
  private async whole(sheet: Sheet, page: ExportPage, elements: readonly BoardElement[], view: View): Promise<void> {
    const { background, template, frames } = page;
    await paintSvg(templateSvg(template, view), sheet, this.means(page));
    if (background) sheet.image(await this.embed(await page.below()), 0, 0, background.width, background.height);
    for (const frame of frames) await this.frame(sheet, frame, page);
    await this.draw(sheet, page, elements);
  }

  /** The board of a group, as a part of a page. */
  private async frame(sheet: Sheet, { name, box, page }: ExportFrame, around: ExportPage): Promise<void> {
    const means = this.means(around);
    await paintSvg(frameSheet(name, box), sheet, means);
    if (page) {
      const elements = await page.elements();
      const view = wholeView(elements, paperBelow(page));
      sheet.push(into(box, view));
      sheet.clip(rectangle(view.x, view.y, view.w, view.h, 0), false);
      await this.whole(sheet, page, elements, view);
      sheet.pop();
    }
    await paintSvg(frameEdge(box), sheet, means);
  }

  private async draw(sheet: Sheet, page: ExportPage, elements: readonly BoardElement[]): Promise<void> {
    const labels = labelsOf(elements);
    const around = { picture: (fileId: string) => `picture:${fileId}`, formula: (latex: string, color: string) => `formula:${color} ${latex}`, label: (id: string) => labels.get(id) ?? null };
    await paintSvg(elements.map((element) => elementSvg(element, around)).join(''), sheet, this.means(page));
  }

  private means(page: ExportPage): Means {
    const known = new Map<string, Promise<PDFImage | null>>();
    const load = async (href: string): Promise<PDFImage | null> => {
      const formula = /^formula:(\S+) ([^]*)$/.exec(href);
      const picture = formula ? await pngOfFormula(formula[2] ?? '', formula[1] ?? '') : await page.image(href.slice('picture:'.length));
      return picture && this.embed(picture);
    };
    return {
      font: this.font,
      paintLine: this.paintLine,
      line: (painted, color) => lineImage(this.doc.context, painted, color),
      image(href) {
        const loading = known.get(href) ?? load(href).catch(() => null);
        known.set(href, loading);
        return loading;
      },
    };
  }

  private async embed(picture: Blob): Promise<PDFImage> {
    const { bytes, type } = await pngOrJpeg(picture);
    return type === 'image/jpeg' ? this.doc.embedJpg(bytes) : this.doc.embedPng(bytes);
  }
}

