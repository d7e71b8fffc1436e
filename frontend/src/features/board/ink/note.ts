import { newElement, type Program } from './adapter';

const size = 180;
const yellow = '#ffec99';
/** By Excalidraw's own tool for others: the next press on the canvas is told, and nothing is drawn. */
export const noteTool = 'note';

/** Puts a sticky note onto the page, with its middle there, and starts to write on it. */
export function placeNote(program: Program, { x, y }: { x: number; y: number }, canvas: Element | null): void {
  const { currentItemBackgroundColor } = program.getAppState();
  const backgroundColor = currentItemBackgroundColor === 'transparent' ? yellow : currentItemBackgroundColor;
  const note = newElement({
    type: 'rectangle',
    x: x - size / 2,
    y: y - size / 2,
    width: size,
    height: size,
    backgroundColor,
    strokeColor: backgroundColor,
    strokeWidth: 1,
    roughness: 0,
    customData: { kind: 'note' },
  });
  if (!note) return;
  program.setActiveTool({ type: 'selection' });
  program.updateScene({
    elements: [...program.getSceneElementsIncludingDeleted(), note],
    appState: { selectedElementIds: { [note.id]: true } },
    captureUpdate: 'IMMEDIATELY',
  });
  // Excalidraw writes into what is chosen when Enter is pressed, and has no other way to be asked for it.
  requestAnimationFrame(() => canvas?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true })));
}
