import { fileOf, lookOf, newElement, pictureType, type Program } from './adapter';
import type { ImageStore } from './canvas';
import { viewOf } from './viewport';

/** A picture that is placed takes no more of what is seen, in either direction. */
const share = 0.6;
const bytesMost = 10 * 1024 * 1024;

export type PictureProblem = 'kind' | 'large' | 'failed';

/** The pictures among what was pasted or dropped. */
export function picturesOf(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
}

/** Sends a picture to the server and, once it is there, puts it onto the page. Null where that went well. */
export async function placePicture(program: Program, images: ImageStore, file: File, at: { x: number; y: number }): Promise<PictureProblem | null> {
  if (!pictureType(file.type)) return 'kind';
  if (file.size > bytesMost) return 'large';
  try {
    const { fileId, width, height } = await images.upload(file);
    const picture = await fileOf(fileId, file);
    if (!picture) return 'kind';
    const view = viewOf(lookOf(program));
    const scale = Math.min(1, (view.w * share) / width, (view.h * share) / height);
    const [w, h] = [width * scale, height * scale];
    const element = newElement({ type: 'image', fileId, x: at.x - w / 2, y: at.y - h / 2, width: w, height: h });
    if (!element) return 'failed';
    program.addFiles([picture]);
    program.updateScene({
      elements: [...program.getSceneElementsIncludingDeleted(), element],
      appState: { selectedElementIds: { [element.id]: true } },
      captureUpdate: 'IMMEDIATELY',
    });
    return null;
  } catch {
    return 'failed';
  }
}
