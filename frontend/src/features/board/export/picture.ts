import type { BoardElement } from '../ink/element';
import { boardSvg, wholeView, type SvgOptions } from '../viewer/boardSvg';
import { lettersCss } from '../viewer/fonts';
import { dataAddress, Pictures } from '../viewer/pictures';
import { pngOfSvg } from './bitmaps';
import { frameEdge, frameSheet, paperBelow } from './framed';
import type { ExportPage } from './pages';

/** A page as a file of SVG that stands for itself: pictures, formulas and letters are in it. */
export async function makeSvg(page: ExportPage): Promise<Blob> {
  return new Blob([await draw(page, await page.elements())], { type: 'image/svg+xml' });
}

/** A page as a picture, with two pixels a measure of the page. */
export async function makePng(page: ExportPage): Promise<Blob> {
  const elements = await page.elements();
  const { w, h } = wholeView(elements, paperBelow(page));
  const src = URL.createObjectURL(new Blob([await draw(page, elements)], { type: 'image/svg+xml' }));
  try {
    return await pngOfSvg(src, { width: w, height: h }, 2);
  } finally {
    URL.revokeObjectURL(src);
  }
}

async function draw(page: ExportPage, elements: readonly BoardElement[], box?: SvgOptions['box']): Promise<string> {
  const { name, template, background, frames, image, below } = page;
  const pictures = new Pictures(image, dataAddress);
  const paper = background && { href: await dataAddress(await below()), width: background.width, height: background.height };
  const fonts = await lettersCss(elements.filter((element) => element.type === 'text'));
  const boards: string[] = [];
  for (const { name: group, box: place, page: board } of frames) boards.push(frameSheet(group, place), board ? await draw(board, await board.elements(), place) : '', frameEdge(place));
  const options = { template, background: paper, paper: paperBelow(page), below: boards.join(''), box, fonts, title: name, picture: pictures.picture, formula: pictures.formula };
  boardSvg(elements, options); // asks for all that is in it
  await pictures.settled();
  const svg = boardSvg(elements, options);
  pictures.dispose();
  return svg;
}
