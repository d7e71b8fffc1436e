import { decodePDFRawStream, degrees, PDFArray, PDFDocument, PDFName, PDFRawStream, StandardFonts, type PDFPage } from '@cantoo/pdf-lib';
import { toBase64 } from 'lib0/buffer';
import { describe, expect, it, vi } from 'vitest';
import { Doc, encodeStateAsUpdate } from 'yjs';
import { BoardDoc } from '../ink/boardDoc';
import { frameBoxes } from '../frames/layout';
import { element } from '../list/testObjects';
import { testPage } from '../testPage';
import type { PaintLine } from './letters';
import { exportPage, type ExportPage } from './pages';
import { makePdf, type PdfOptions } from './pdf';
import { makeSvg } from './picture';

const onePixel = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), (sign) => sign.charCodeAt(0));
const png = () => new Blob([onePixel], { type: 'image/png' });

const ink = { id: 'ink', type: 'freedraw', x: 100, y: 100, strokeColor: '#e03131', points: [[0, 0], [20, 10], [50, 0]], pressures: [0.3, 0.6, 0.2] };

function page(change: Partial<ExportPage> = {}, ...elements: readonly Record<string, unknown>[]): ExportPage {
  return { name: 'Page', template: 'blank', background: null, frames: [], elements: () => Promise.resolve(elements.map(element)), image: () => Promise.resolve(png()), below: () => Promise.resolve(png()), ...change };
}

/** Four slides, the second of them turned. */
async function slides(): Promise<Blob> {
  const doc = await PDFDocument.create();
  const font = await doc.embedFont(StandardFonts.TimesRoman);
  for (let number = 1; number <= 4; number++) doc.addPage([480, 270]).drawText(`Slide ${number}`, { font, x: 40, y: 200, size: 40 });
  doc.getPage(1).setRotation(degrees(90));
  return new Blob([Uint8Array.from(await doc.save())]);
}

const text = async (blob: Blob) => new TextDecoder().decode(await blob.arrayBuffer());
const noLetters: PaintLine = () => Promise.resolve(null);

async function made(pages: readonly ExportPage[], change: Partial<PdfOptions> = {}): Promise<PDFDocument> {
  const file = await makePdf(pages, { title: 'Maths', language: 'en', source: slides, progress: () => undefined, signal: new AbortController().signal, paintLine: noLetters, ...change });
  return PDFDocument.load(await file.arrayBuffer());
}

/** What is written on a page, as operators. */
function contents(pdf: PDFDocument, index: number): string {
  const streams = pdf.getPage(index).node.Contents();
  const refs = streams instanceof PDFArray ? streams.asArray() : [];
  return refs
    .map((ref) => pdf.context.lookup(ref))
    .map((stream) => (stream instanceof PDFRawStream ? new TextDecoder('latin1').decode(decodePDFRawStream(stream).decode()) : ''))
    .join('\n');
}

const resources = (page: PDFPage, kind: string) => page.node.Resources()?.lookup(PDFName.of(kind))?.toString() ?? '';
const size = (page: PDFPage) => [page.getWidth(), page.getHeight()].map(Math.round);

describe('a PDF of pages', () => {
  it('has them all, in their order, each with what is drawn on it', async () => {
    const progress = vi.fn();
    const pdf = await made([page({}, ink), page({ background: { importId: 'i', page: 3, width: 1600, height: 900 } }, ink), page({ background: { importId: 'i', page: 1, width: 1600, height: 900 } })], { progress });
    expect(pdf.getPageCount()).toBe(3);
    expect(pdf.getTitle()).toBe('Maths');
    expect(pdf.getPages().map(size)).toEqual([[842, 595], [480, 270], [480, 270]]);
    expect(progress.mock.calls.flat()).toEqual([0, 1, 2, 3]);
    for (const index of [0, 1]) expect(contents(pdf, index)).toMatch(/0\.88 0\.19 0\.19 rg [-\d.]+ [-\d.]+ m .*( [-\d.]+){6} c .*h f/);
    expect(contents(pdf, 2)).not.toContain('0.88 0.19 0.19 rg');
  });

  it('keeps what was imported as it is, text and all, and draws above it', async () => {
    const pdf = await made([page({ background: { importId: 'i', page: 3, width: 1600, height: 900 } }, ink)]);
    const written = contents(pdf, 0);
    const slide = Buffer.from('Slide 3').toString('hex').toUpperCase();
    expect(written).toContain(`<${slide}> Tj`);
    expect(written.indexOf(slide)).toBeLessThan(written.indexOf('0.88 0.19 0.19 rg'));
    expect(written).toContain('q 0.3 0 0 -0.3 0 270 cm');
    expect(resources(pdf.getPage(0), 'Font')).toContain('Times-Roman');
  });

  it('follows pages that lie on their side, and shows what was drawn beside one', async () => {
    const pdf = await made([page({ background: { importId: 'i', page: 2, width: 900, height: 1600 } }, ink), page({ background: { importId: 'i', page: 4, width: 1600, height: 900 } }, { ...ink, x: -500 })]);
    expect(contents(pdf, 0)).toContain('q 0 0.3 0.3 0 0 0 cm');
    expect(pdf.getPage(1).getMediaBox().x).toBeLessThan(-140);
    expect(pdf.getPage(1).getCropBox()).toEqual(pdf.getPage(1).getMediaBox());
  });

  it('has the same slide twice where two pages are of it', async () => {
    const twice = { background: { importId: 'i', page: 1, width: 1600, height: 900 } };
    const pdf = await made([page(twice, ink), page(twice)]);
    expect(pdf.getPageCount()).toBe(2);
    expect([0, 1].map((index) => contents(pdf, index).includes('0.88 0.19 0.19 rg'))).toEqual([true, false]);
  });

  it.each([
    ['is of a picture', () => Promise.reject(new Error('404'))],
    ['was imported from something broken', () => Promise.resolve(new Blob(['%PDF-1.4 no more']))],
  ])('takes the picture below where a page %s', async (_, source) => {
    const pdf = await made([page({ background: { importId: 'x', page: 9, width: 800, height: 800 } }, ink)], { source });
    expect(size(pdf.getPage(0))).toEqual([842, 842]);
    expect(contents(pdf, 0)).toMatch(/q 800 0 0 -800 0 800 cm\n\/Image-\d+ Do/);
  });

  it('writes letters that every PDF has, and paints all others with what they say', async () => {
    const paintLine = vi.fn<PaintLine>(() => Promise.resolve({ columns: 2, rows: 1, cover: Uint8Array.of(0, 255), colors: null, left: 0, top: -20, width: 50, height: 30, advance: 44 }));
    const pdf = await made([page({}, { id: 'a', type: 'text', text: 'Plain', fontFamily: 2 }, { id: 'b', type: 'text', text: 'By hand', fontFamily: 5 }, { id: 'c', type: 'text', text: 'لوح', fontFamily: 6 })], { paintLine });
    const written = contents(pdf, 0);
    const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
    expect(paintLine.mock.calls.map(([{ text }]) => text)).toEqual(['By hand', 'لوح']);
    expect(written).toMatch(new RegExp(`0 Tr 100 Tz [^\\n]*<${hex('Plain')}> Tj`));
    expect(written).toMatch(new RegExp(`3 Tr [^\\n]*<${hex('By hand')}> Tj`));
    expect(written).toContain('/Span << /ActualText <FEFF06440648062D> >> BDC');
  });

  it('draws pictures, shapes, what can be seen through, and paper', async () => {
    const image = vi.fn(() => Promise.resolve(png()));
    const pdf = await made([
      page(
        { template: 'axes', image },
        { id: 'a', type: 'image', fileId: 'f', width: 30, height: 40 },
        { id: 'b', type: 'image', fileId: 'f', width: 30, height: 40, crop: { x: 0, y: 0, width: 1, height: 1, naturalWidth: 2, naturalHeight: 2 } },
        { id: 'c', type: 'rectangle', opacity: 40, roundness: { type: 3 }, strokeStyle: 'dashed', backgroundColor: '#ffec99', angle: 1 },
        { id: 'd', type: 'arrow', points: [[0, 0], [90, 0]], endArrowhead: 'arrow' },
        { id: 'e', type: 'text', text: 'so', containerId: 'd', x: 40, width: 10, height: 10 },
      ),
    ]);
    const written = contents(pdf, 0);
    expect(image).toHaveBeenCalledTimes(1);
    expect(written.match(/\/Image-\d+ Do/g)).toHaveLength(2);
    expect(written).toMatch(/q \/GS-\d+ gs[^]*1 0\.93 0\.6 rg/);
    expect(written).not.toContain('<3F'); // no question marks for what the letters don't have
    expect(written).toContain('[8 10] 0 d');
    expect(written).toContain('W* n');
    expect((written.match(/\bq\b/g) ?? []).length).toBe((written.match(/\bQ\b/g) ?? []).length);
  });

  it('shows the boards of groups where they stand on a page, below what is drawn there', async () => {
    const [box, other] = frameBoxes(2);
    if (!box || !other) throw new Error('two boxes');
    const owls = page({ template: 'axes' }, ink);
    const pdf = await made([page({ frames: [{ name: 'Owls', box, page: owls }, { name: 'Larks (gone)', box: other, page: null }] }, { ...ink, strokeColor: '#2f9e44' })]);
    const written = contents(pdf, 0);
    const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
    const scale = box.width / 1280; // a new page is as wide
    expect(written).toContain(`<${hex('Owls')}> Tj`);
    expect(written).toContain(`<${hex('Larks (gone)')}> Tj`);
    const board = written.indexOf(`q ${scale.toFixed(5).replace(/0+$/, '')} 0 0 `);
    const [red, green] = ['0.88 0.19 0.19 rg', '0.18 0.62 0.27 rg'].map((color) => written.indexOf(color));
    expect([board, red, green]).toEqual([board, red, green].toSorted((a = 0, b = 0) => a - b));
    expect(board).toBeGreaterThan(0);
    expect((written.match(/\bq\b/g) ?? []).length).toBe((written.match(/\bQ\b/g) ?? []).length);
    expect(size(pdf.getPage(0))).toEqual([842, 595]);
  });

  it('of hostile pages is a file like any other', async () => {
    const far = 1e6;
    const pdf = await made([
      page(
        { background: { importId: 'i', page: 99, width: 1600, height: 900 } },
        { id: 'a', type: 'text', text: ') Tj ET /Evil Do BT (', fontFamily: 2 },
        { id: 'b', type: 'text', text: '\u0000\ud800</text><script>', fontFamily: 5 },
        { id: 'c', type: 'rectangle', x: far, y: -far, width: far, height: far, strokeColor: 'rebeccapurple', backgroundColor: '#00000001', fillStyle: 'cross-hatch' },
        { id: 'd', type: 'freedraw', points: [], pressures: [] },
        { id: 'e', type: 'image', fileId: 'gone' },
      ),
    ], { source: slides });
    const written = contents(pdf, 0);
    expect(written).not.toMatch(/Evil|NaN|Infinity|undefined|\de[-+]\d/);
    expect(Math.max(...size(pdf.getPage(0)))).toBeLessThanOrEqual(14_400);
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const progress = vi.fn((done: number) => done === 1 && stop.abort());
    await expect(made([page(), page(), page()], { progress, signal: stop.signal })).rejects.toThrow();
    expect(progress).toHaveBeenCalledTimes(2);
  });
});

describe('where pages come from', () => {
  it('boards of groups are those pages, in their places, and nobody looks into themselves', async () => {
    const api = { history: () => Promise.resolve({ updates: [], next: null }), image: () => Promise.resolve(png()), background: () => Promise.resolve(png()) };
    const frames = ['g', 'gone', 'a'].map((boardId) => ({ boardId, groupId: boardId, name: `of ${boardId}` }));
    const all = [testPage('a', { frames }), testPage('g', { template: 'grid', frames })];
    const [main] = all;
    if (!main) throw new Error('a page');
    const shown = exportPage(api, main, 'A', null, all);
    expect(shown.frames.map(({ name, page: board }) => [name, board?.template, board?.frames.map((inner) => inner.page)])).toEqual([['of g', 'grid', [null, null, null]], ['of gone', undefined, undefined], ['of a', undefined, undefined]]);
    expect(shown.frames.map(({ box }) => box)).toEqual(frameBoxes(3));
    expect(await shown.frames[0]?.page?.elements()).toEqual([]);
    const svg = await text(await makeSvg({ ...page({}, ink), frames: [{ name: 'A & B', box: { x: 32, y: 76, width: 320, height: 180 }, page: page({}, { ...ink, strokeColor: '#2f9e44' }) }] }));
    expect(svg).toMatch(/<text [^>]*>A &amp; B<\/text><rect x="32" [^]*<svg [^>]*viewBox="0 0 1280 720" x="32" y="76" width="320" height="180"[^]*#2f9e44[^]*<\/svg>[^]*#e03131[^]*<\/svg>$/);
  });

  it('the history that the server has kept, part by part, or the document that is open', async () => {
    const doc = new Doc();
    const drawing = new BoardDoc(doc);
    const updates: string[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(toBase64(update)));
    for (let i = 0; i < 3; i++) drawing.put(element({ id: `e${i}`, type: 'ellipse' }));
    const history = vi.fn((_: string, after: number) => Promise.resolve({ updates: updates.slice(after, after + 2).map((update, i) => ({ seq: after + i + 1, update })), next: after + 2 < updates.length ? after + 2 : null }));
    const api = { history, image: () => Promise.resolve(png()), background: () => Promise.resolve(png()) };
    expect((await exportPage(api, testPage('a'), 'A', null, []).elements()).map(({ id }) => id)).toEqual(['e0', 'e1', 'e2']);
    expect(history.mock.calls).toEqual([['a', 0], ['a', 2]]);
    expect(await exportPage(api, testPage('a'), 'A', drawing, []).elements()).toBe(drawing.elements());
    expect(encodeStateAsUpdate(doc).length).toBeGreaterThan(0);
  });
});
