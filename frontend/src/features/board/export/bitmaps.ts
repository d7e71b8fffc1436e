import { renderFormula } from '../viewer/formula';

/** Browsers refuse larger canvases. */
const sideMost = 8192;

/** What a PDF can hold of a picture; all other kinds are drawn anew. */
export async function pngOrJpeg(picture: Blob): Promise<{ bytes: Uint8Array; type: string }> {
  const file = picture.type === 'image/png' || picture.type === 'image/jpeg' ? picture : await redrawn(picture);
  return { bytes: new Uint8Array(await file.arrayBuffer()), type: file.type };
}

async function redrawn(picture: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  const file = await drawn(bitmap.width, bitmap.height, (pen) => pen.drawImage(bitmap, 0, 0));
  bitmap.close();
  return file;
}

/** A formula as a picture, fine enough for paper; null where it can't be understood. */
export async function pngOfFormula(latex: string, color: string): Promise<Blob | null> {
  const formula = await renderFormula(latex, color);
  return formula && pngOfSvg(formula.src, formula, 6);
}

/** A picture of SVG that stands for itself, with so many pixels a measure of its own, or as many as can be had. */
export async function pngOfSvg(src: string, { width, height }: { width: number; height: number }, density: number): Promise<Blob> {
  const image = new Image();
  image.src = src;
  await image.decode();
  const scale = Math.min(density, sideMost / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  return drawn(w, h, (pen) => pen.drawImage(image, 0, 0, w, h));
}

async function drawn(width: number, height: number, draw: (pen: CanvasRenderingContext2D) => void): Promise<Blob> {
  const sheet = document.createElement('canvas');
  sheet.width = width;
  sheet.height = height;
  const pen = sheet.getContext('2d');
  if (!pen) throw new Error('this browser can draw no pictures');
  draw(pen);
  return new Promise((resolve, reject) => sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))), 'image/png'));
}
