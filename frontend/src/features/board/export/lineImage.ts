import type { PDFContext, PDFRef } from '@cantoo/pdf-lib';
import type { Rgba } from './cssColor';
import type { PaintedLine } from './letters';

const image = { Type: 'XObject', Subtype: 'Image', BitsPerComponent: 8 };

/** Painted letters as an image of a PDF: one point of their colour, seen through where they are not (ISO 32000, 11.6.5.3). */
export function lineImage(context: PDFContext, { columns, rows, cover, colors }: PaintedLine, { r, g, b }: Rgba): { ref: PDFRef } {
  const mask = context.register(context.flateStream(cover, { ...image, Width: columns, Height: rows, ColorSpace: 'DeviceGray' }));
  const [width, height] = colors ? [columns, rows] : [1, 1];
  const points = colors ?? Uint8Array.from([r, g, b].map((part) => Math.round(part * 255)));
  return { ref: context.register(context.flateStream(points, { ...image, Width: width, Height: height, ColorSpace: 'DeviceRGB', SMask: mask })) };
}
