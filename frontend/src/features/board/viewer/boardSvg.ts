import type { Template, View } from '../ink/canvas';
import type { BoardElement, TextElement } from '../ink/element';
import { elementSvg, isWithin, type Surroundings } from './elementSvg';
import { boxOfElement, unite } from './geometry';
import { escapeText, short, tag } from './markup';
import { templateSvg } from './template';

export interface SvgOptions {
  template?: Template;
  /** The picture below everything: its address, and its size on the page. */
  background?: { href: string; width: number; height: number } | null;
  /** How large the page is at least, and what else lies below the drawing, as markup of ours. */
  paper?: { width: number; height: number } | null;
  below?: string;
  /** The part of the page that is drawn; all there is where it is left out. */
  view?: View;
  /** Where it stands as a part of another picture. */
  box?: { x: number; y: number; width: number; height: number };
  /** Addresses of pictures and of formulas. Only data: stands for itself in a file. */
  picture?: Surroundings['picture'];
  formula?: Surroundings['formula'];
  /** Fonts as CSS, for a file that is seen outside of this page. */
  fonts?: string;
  /** For small pictures: as little as still looks the same. */
  coarse?: boolean;
  /** What the picture is called. */
  title?: string;
}

/** What a new page shows. */
export const blankPage: View = { x: 0, y: 0, w: 1280, h: 720 };

/** The part of a page that shows all of it: at least its picture, or what a new page shows. */
export function wholeView(elements: readonly BoardElement[], background: { width: number; height: number } | null): View {
  const paper = background ? { x: 0, y: 0, w: background.width, h: background.height } : blankPage;
  const margin = 16;
  const drawn = unite(elements.map(boxOfElement));
  const wide = drawn && { x: drawn.x - margin, y: drawn.y - margin, w: drawn.w + 2 * margin, h: drawn.h + 2 * margin };
  return unite(wide ? [paper, wide] : [paper]) ?? paper;
}

/** The texts that are written on arrows, by the arrow. */
export function labelsOf(elements: readonly BoardElement[]): ReadonlyMap<string, TextElement> {
  const labels = new Map<string, TextElement>();
  for (const element of elements) if (element.type === 'text' && element.containerId !== null) labels.set(element.containerId, element);
  return labels;
}

/** A page as a picture, without the program that draws it. Elements come from the lowest to the topmost. */
export function boardSvg(elements: readonly BoardElement[], options: SvgOptions = {}): string {
  const { template = 'blank', background = null, picture = () => null, formula = () => null } = options;
  const view = options.view ?? wholeView(elements, background ?? options.paper ?? null);
  const labels = labelsOf(elements);
  const around: Surroundings = { picture, formula, coarse: options.coarse ?? false, label: (id) => labels.get(id) ?? null };
  const parts = [
    options.title ? tag('title', {}, escapeText(options.title)) : '',
    options.fonts ? tag('style', {}, options.fonts.replace(/</g, '')) : '',
    tag('rect', { x: view.x, y: view.y, width: view.w, height: view.h, fill: '#ffffff' }),
    templateSvg(template, view),
    background ? tag('image', { href: background.href, width: background.width, height: background.height, preserveAspectRatio: 'none' }) : '',
    options.below ?? '',
    ...elements.filter((element) => isWithin(element, view)).map((element) => elementSvg(element, around)),
  ];
  return tag('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: viewBox(view), ...(options.box ?? { width: view.w, height: view.h }) }, parts.join(''));
}

export function viewBox({ x, y, w, h }: View): string {
  return `${short(x)} ${short(y)} ${short(w)} ${short(h)}`;
}
