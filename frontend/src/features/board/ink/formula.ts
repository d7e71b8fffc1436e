import { renderFormula, type Formula } from '../viewer/formula';
import { newElement, svgFileOf, type Program } from './adapter';
import type { BoardElement, ImageElement } from './element';
import { fromScene, toScene, type SceneElement } from './scene';

/**
 * A formula stands on a page as a picture without a file: an `image` whose customData says `kind: 'formula'` and, in
 * `latex`, what it is of. Each page draws it by KaTeX into an SVG file, with the fonts inside of it, and gives that to
 * Excalidraw under the element's fileId, so that it lies between other elements, turns, grows and is exported as they
 * do; the SVG viewer draws the same file. The document holds the source alone, which is also the text of the formula
 * for those who can't see it. The colour is `strokeColor`.
 */
export interface FormulaElement extends ImageElement {
  customData: { kind: 'formula'; latex: string };
}

/** Letters as large as text of this size. */
const lettersPerFont = 1.25;
const drawnSize = 24;

export function isFormula(element: BoardElement): element is FormulaElement {
  return element.type === 'image' && element.customData?.kind === 'formula' && typeof element.customData.latex === 'string';
}

/** Under which id Excalidraw has the picture of a formula: the same for the same, so that none stands for another. */
export function formulaId(latex: string, color: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const sign of `${color} ${latex}`) {
    const code = sign.codePointAt(0) ?? 0;
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return `formula-${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}

/** The one formula that is chosen; null where something else is, or more. */
export function chosenFormula(program: Program): { scene: SceneElement; element: FormulaElement } | null {
  const { selectedElementIds } = program.getAppState();
  const chosen = program.getSceneElements().filter(({ id }) => selectedElementIds[id]);
  const [scene] = chosen;
  const element = scene && chosen.length === 1 ? fromScene(scene) : null;
  return scene && element && isFormula(element) && !scene.locked ? { scene, element } : null;
}

/** Puts a formula onto the page, or changes the one that is there. Throws where it can't be drawn. */
export async function placeFormula(program: Program, latex: string, at: { x: number; y: number }, existing: FormulaElement | null): Promise<void> {
  const { currentItemStrokeColor, currentItemFontSize } = program.getAppState();
  const strokeColor = existing?.strokeColor ?? currentItemStrokeColor;
  const drawn = await renderFormula(latex, strokeColor);
  if (!drawn) throw new Error('the formula cannot be drawn');
  const fileId = formulaId(latex, strokeColor);
  addPicture(program, fileId, drawn);
  const before = existing && (await renderFormula(existing.customData.latex, strokeColor));
  const scale = existing && before ? existing.height / before.height : (currentItemFontSize * lettersPerFont) / drawnSize;
  const [width, height] = [drawn.width * scale, drawn.height * scale];
  const fields = { fileId, width, height, customData: { kind: 'formula' as const, latex } };
  const made = existing ? changed(program, existing.id, fields) : newElement({ type: 'image', strokeColor, ...fields, x: at.x - width / 2, y: at.y - height / 2 });
  if (!made) return;
  const others = program.getSceneElementsIncludingDeleted().map((element) => (element.id === made.id ? made : element));
  const elements = existing ? others : [...others, made];
  program.updateScene({ elements, appState: { selectedElementIds: { [made.id]: true } }, captureUpdate: 'IMMEDIATELY' });
}

function changed(program: Program, id: string, fields: Partial<ImageElement>): SceneElement | null {
  const before = program.getSceneElements().find((element) => element.id === id);
  const current = before && fromScene(before);
  return before && current?.type === 'image' ? toScene({ ...current, ...fields }, before, true) : null;
}

/** Gives the program the picture of a formula that stands on the page. */
export async function loadFormula(program: Program, { fileId, strokeColor, customData: { latex } }: FormulaElement): Promise<void> {
  if (fileId !== formulaId(latex, strokeColor)) return; // would be shown for another one, too
  const drawn = await renderFormula(latex, strokeColor);
  if (drawn) addPicture(program, fileId, drawn);
}

function addPicture(program: Program, fileId: string, { src }: Formula): void {
  const file = svgFileOf(fileId, src);
  if (file) program.addFiles([file]);
}
