import type { BinaryFiles } from '@excalidraw/excalidraw/types';
import { fileOf, type Program } from './adapter';
import type { ImageStore } from './canvas';
import { isFormula } from './formula';
import { fromScene, toScene, type SceneElement } from './scene';

interface Pasted {
  elements?: readonly SceneElement[];
  files?: BinaryFiles;
}

/**
 * Makes what was copied elsewhere into something that this page can keep: elements of a kind that it has, whose pictures
 * lie with it. A picture of another page is sent to the server again; one that can't be had stays away.
 */
export async function takeIn(data: Pasted, program: Program, images: ImageStore): Promise<void> {
  if (!data.elements) return;
  const here = new Set(program.getSceneElementsIncludingDeleted().map((element) => (element.type === 'image' ? element.fileId : null)));
  const taken = await Promise.all(
    data.elements.map(async (element) => {
      const known = fromScene(element);
      if (!known) return null;
      const free = toScene({ ...known, locked: false }, undefined, true); // without what no page keeps
      if (free.type !== 'image' || isFormula(known) || here.has(free.fileId)) return free;
      const file = free.fileId && data.files?.[free.fileId];
      const sent = file ? await sendAgain(file.dataURL, images) : null;
      if (!sent) return null;
      program.addFiles([sent]);
      return { ...free, fileId: sent.id };
    }),
  );
  data.elements = taken.filter((element) => element !== null);
  delete data.files;
}

async function sendAgain(dataUrl: string, images: ImageStore) {
  try {
    const [head = '', body = ''] = dataUrl.split(',', 2);
    const type = /^data:([^;]+);base64$/.exec(head)?.[1];
    if (type === undefined) return null;
    const file = new File([Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0))], 'picture', { type });
    const { fileId } = await images.upload(file);
    return await fileOf(fileId, file);
  } catch {
    return null;
  }
}

/** A paste without pictures from the internet: Excalidraw would fetch them. */
export function withoutPictures(data: DataTransfer): DataTransfer | null {
  if (!/<img\b/i.test(data.getData('text/html'))) return null;
  const plain = new DataTransfer();
  plain.setData('text/plain', data.getData('text/plain'));
  return plain;
}
