import type { CaptureUpdateAction } from '@excalidraw/excalidraw';
import type { ExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import { readElement, type BoardElement } from './element';

/** An element as Excalidraw holds it. */
export type SceneElement = ExcalidrawElement;

/** What of Excalidraw's state says that somebody is in the middle of something. */
export interface SceneState {
  newElement: { id: string; type: string } | null;
  editingTextElement: { id: string } | null;
  resizingElement: { id: string } | null;
  selectedElementsAreBeingDragged: boolean;
  selectedElementIds: Readonly<Record<string, boolean>>;
}

/** The part of Excalidraw's API that the binding uses. */
export interface Scene {
  getSceneElementsIncludingDeleted(): readonly SceneElement[];
  getAppState(): SceneState;
  updateScene(scene: { elements: readonly SceneElement[]; captureUpdate: (typeof CaptureUpdateAction)['NEVER'] }): void;
}

/** Elements of these are of Lectern's pages; others of Excalidraw's aren't kept. */
export function fromScene(element: SceneElement): BoardElement | null {
  const { customData, ...fields } = element;
  if (element.type === 'text' && element.originalText === element.text) return readElement({ ...fields, originalText: null, customData });
  return readElement({ ...fields, customData });
}

const nonce = () => Math.floor(Math.random() * 2 ** 31);

/** An element for Excalidraw's scene, newer than the one that is there. Those that can't be changed here are locked. */
export function toScene(element: BoardElement, before: SceneElement | undefined, changeable: boolean): SceneElement {
  const fields: object = {
    ...element,
    locked: element.locked || !changeable,
    ...kindFields(element),
    customData: element.customData ?? undefined,
    frameId: null,
    isDeleted: false,
    version: (before?.version ?? 0) + 1,
    versionNonce: nonce(),
    updated: 1,
  };
  if (!isWhole(fields)) throw new TypeError('not an element');
  return fields;
}

/** Excalidraw brands numbers and strings (radians, points, file ids). Every field was checked when the element was read. */
function isWhole(fields: object): fields is SceneElement {
  return 'type' in fields && 'points' in fields === ['line', 'arrow', 'freedraw'].includes(String(fields.type)) && 'versionNonce' in fields;
}

function kindFields(element: BoardElement): object {
  switch (element.type) {
    case 'text':
      return { originalText: element.originalText ?? element.text };
    case 'line':
    case 'arrow':
      return { lastCommittedPoint: null, ...(element.elbowed ? { fixedSegments: null, startIsSpecial: null, endIsSpecial: null } : {}) };
    case 'freedraw':
      // Said to be at its end, or Excalidraw draws it shorter than it is.
      return { lastCommittedPoint: element.points[element.points.length - 1] ?? null };
    case 'image':
      return { status: 'saved' };
    default:
      return {};
  }
}

/** The element as one that is gone; Excalidraw keeps it, so that it can be brought back. */
export function goneFrom(before: SceneElement): SceneElement {
  return { ...before, isDeleted: true, version: before.version + 1, versionNonce: nonce() };
}
