import { exportToCanvas, getCommonBounds } from '@excalidraw/excalidraw';
import { blankPage, boardSvg } from '../viewer/boardSvg';
import type { Program } from './adapter';
import type { PageBackground, Template, View } from './canvas';

interface Options {
  /** Pixels a point. */
  scale: number;
  /** What lies below; null for the drawing alone, on nothing. */
  below: { template: Template; background: PageBackground | null } | null;
}

const margin = 16;
/** Browsers refuse larger canvases. */
const sideMost = 8192;

/** A picture of all of the page. */
export async function exportPng(program: Program, { scale, below }: Options): Promise<Blob> {
  const elements = program.getSceneElements();
  const drawn = elements.length > 0 ? around(getCommonBounds(elements)) : null;
  const paper = below?.background ? { x: 0, y: 0, w: below.background.width, h: below.background.height } : blankPage;
  const area = union(drawn, below || !drawn ? paper : null);
  const factor = Math.min(scale, sideMost / Math.max(area.w, area.h));
  const sheet = document.createElement('canvas');
  sheet.width = Math.max(1, Math.round(area.w * factor));
  sheet.height = Math.max(1, Math.round(area.h * factor));
  const context = sheet.getContext('2d');
  if (!context) throw new Error('this browser draws no pictures');
  context.setTransform(factor, 0, 0, factor, -area.x * factor, -area.y * factor);
  if (below) await paintBelow(context, below, area);
  if (drawn) {
    const ink = await exportToCanvas({
      elements,
      files: program.getFiles(),
      appState: { exportBackground: false, exportWithDarkMode: false, viewBackgroundColor: 'transparent' },
      exportPadding: margin,
      getDimensions: (width: number, height: number) => ({ width: width * factor, height: height * factor, scale: factor }),
    });
    context.drawImage(ink, drawn.x, drawn.y, drawn.w, drawn.h);
  }
  return new Promise((resolve, reject) => sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))), 'image/png'));
}

async function paintBelow(context: CanvasRenderingContext2D, { template, background }: NonNullable<Options['below']>, area: View): Promise<void> {
  const lines = new Image();
  lines.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(boardSvg([], { template, view: area }))}`;
  await lines.decode();
  context.drawImage(lines, area.x, area.y, area.w, area.h);
  if (!background) return;
  const picture = await createImageBitmap(background.picture);
  context.drawImage(picture, 0, 0, background.width, background.height);
  picture.close();
}

function around([left, top, right, bottom]: readonly [number, number, number, number]): View {
  return { x: left - margin, y: top - margin, w: right - left + 2 * margin, h: bottom - top + 2 * margin };
}

function union(a: View | null, b: View | null): View {
  if (!a || !b) return a ?? b ?? blankPage;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
}
