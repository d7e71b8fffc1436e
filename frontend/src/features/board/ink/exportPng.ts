import { exportToCanvas, getCommonBounds } from '@excalidraw/excalidraw';
import type { Program } from './adapter';
import type { PageBackground, Template, View } from './canvas';
import { paintTemplate } from './template';

interface Options {
  /** Pixels a point. */
  scale: number;
  /** What lies below; null for the drawing alone, on nothing. */
  below: { template: Template; background: PageBackground | null } | null;
}

const margin = 20;
/** Browsers refuse larger canvases. */
const sideMost = 8192;
const emptyPage: View = { x: 0, y: 0, w: 800, h: 600 };

/** A picture of all of the page. */
export async function exportPng(program: Program, { scale, below }: Options): Promise<Blob> {
  const elements = program.getSceneElements();
  const drawn = elements.length > 0 ? around(getCommonBounds(elements)) : null;
  const slide = below?.background;
  const area = union(drawn, slide ? { x: 0, y: 0, w: slide.width, h: slide.height } : null) ?? emptyPage;
  const factor = Math.min(scale, sideMost / Math.max(area.w, area.h));
  const sheet = document.createElement('canvas');
  sheet.width = Math.max(1, Math.round(area.w * factor));
  sheet.height = Math.max(1, Math.round(area.h * factor));
  const context = sheet.getContext('2d');
  if (!context) throw new Error('this browser can draw no pictures');
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
  context.fillStyle = '#ffffff';
  context.fillRect(area.x, area.y, area.w, area.h);
  paintTemplate(context, template, area, 1, { line: '#dfe4ec', strong: '#c3ccd8' });
  if (!background) return;
  const picture = await createImageBitmap(background.picture);
  context.drawImage(picture, 0, 0, background.width, background.height);
  picture.close();
}

function around([left, top, right, bottom]: readonly [number, number, number, number]): View {
  return { x: left - margin, y: top - margin, w: right - left + 2 * margin, h: bottom - top + 2 * margin };
}

function union(a: View | null, b: View | null): View | null {
  if (!a || !b) return a ?? b;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
}
