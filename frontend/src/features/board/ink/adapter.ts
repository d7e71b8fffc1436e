import type { BinaryFileData, Collaborator, DataURL, ExcalidrawImperativeAPI, NormalizedZoomValue, SocketId, Zoom } from '@excalidraw/excalidraw/types';
import type { FileId } from '@excalidraw/excalidraw/element/types';
import type { Language } from '@/shared/i18n/language';
import { readElement, type BoardElement } from './element';
import type { Peer } from './presence';
import { toScene, type SceneElement } from './scene';
import { viewOf, zoomLeast, zoomMost, type Look } from './viewport';

/**
 * Where Excalidraw brands strings and numbers, this is the border: a value becomes its kind by a check, and nothing
 * beyond this file has to know.
 */
export type Program = ExcalidrawImperativeAPI;

const isFileId = (id: string): id is FileId => id.length > 0;
const isSocketId = (id: string): id is SocketId => id.length > 0;
const isDataUrl = (url: unknown): url is DataURL => typeof url === 'string' && url.startsWith('data:');
const isZoom = (zoom: number): zoom is NormalizedZoomValue => zoom >= zoomLeast && zoom <= zoomMost;

export const languageCodes: Record<Language, string> = { en: 'en', de: 'de-DE', ar: 'ar-SA' };

export function lookOf(program: Program): Look {
  const { scrollX, scrollY, zoom, width, height } = program.getAppState();
  return { scrollX, scrollY, zoom: zoom.value, width, height };
}

/** The point of the page in the middle of what is seen. */
export function middleOf(program: Program): { x: number; y: number } {
  const { x, y, w, h } = viewOf(lookOf(program));
  return { x: x + w / 2, y: y + h / 2 };
}

export function zoomOf(value: number): Zoom | null {
  return isZoom(value) ? { value } : null;
}

/** Makes an element that can be added to the scene; null where the fields make none. */
export function newElement(fields: Partial<BoardElement> & Pick<BoardElement, 'type'>): SceneElement | null {
  const element = readElement({ seed: Math.floor(Math.random() * 2 ** 31), ...fields, id: crypto.randomUUID() });
  return element && toScene(element, undefined, true);
}

const pictureTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;

/** What kind of picture it is; null where the board takes none of that kind. */
export const pictureType = (type: string) => pictureTypes.find((known) => known === type) ?? null;

/** A picture as the program wants it; null where it isn't one. */
export async function fileOf(id: string, picture: Blob): Promise<BinaryFileData | null> {
  const mimeType = pictureType(picture.type);
  const dataURL = await readDataUrl(picture);
  return mimeType && isFileId(id) && isDataUrl(dataURL) ? { id, mimeType, dataURL, created: Date.now() } : null;
}

/** The picture of a formula as the program wants it. */
export function svgFileOf(id: string, dataURL: string): BinaryFileData | null {
  return isFileId(id) && isDataUrl(dataURL) ? { id, mimeType: 'image/svg+xml', dataURL, created: 1 } : null;
}

function readDataUrl(blob: Blob): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error ?? new Error('the picture could not be read'));
    reader.readAsDataURL(blob);
  });
}

/** Whose lasers the program shall draw. Pointers are drawn by CursorLayer. */
export function lasersOf(peers: readonly Peer[]): Map<SocketId, Collaborator> {
  const lasers = new Map<SocketId, Collaborator>();
  for (const { client, color, pointer } of peers) {
    const id = String(client);
    const { x, y, tool, button } = pointer;
    if (tool === 'laser' && isSocketId(id)) lasers.set(id, { id, button, pointer: { x, y, tool, renderCursor: false, laserColor: color } });
  }
  return lasers;
}
