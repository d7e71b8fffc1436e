import { memo, useDeferredValue, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { BoardDoc } from '../ink/boardDoc';
import type { ImageStore, PageBackground, Template, View } from '../ink/canvas';
import type { FramedPage } from '../frames/framed';
import type { BoardElement, TextElement } from '../ink/element';
import { viewBox } from './boardSvg';
import { elementSvg } from './elementSvg';
import { Feed } from './feed';
import { addLetters } from './fonts';
import { Pictures } from './pictures';
import { templateSvg } from './template';
import { useMore } from './useMore';

interface Props {
  drawing: BoardDoc;
  load: ImageStore['load'];
  background: PageBackground | null;
  template: Template;
  /** The part that is seen; all of the page where it is left out. */
  view?: View | null;
  /** How often it is drawn anew at most. */
  everyMs: number;
  /** For small pictures: as little as still looks the same, and not all at once. */
  coarse?: boolean;
  /** Where it stands as a part of another picture. */
  box?: { x: number; y: number; width: number; height: number };
  /** What else lies below all that is drawn, and how large the page is for it. */
  framed?: Pick<FramedPage, 'art' | 'paper'> | null;
}

/** A small picture of a large page must not stand in the way of whoever draws on it. */
const coarseAtOnce = 100;

/**
 * A page as a picture that follows its document, without the program to draw. Of a large page, only what has changed is
 * made anew. Who shows it says what it is called.
 */
export function BoardPicture({ drawing, load, background, template, view, everyMs, coarse = false, box: place, framed = null }: Props) {
  const paper = framed?.paper ?? background;
  const feed = useMemo(() => new Feed(drawing, paper, everyMs), [drawing, paper, everyMs]);
  const { elements, labels, whole } = useDeferredValue(useSyncExternalStore(feed.subscribe, feed.getSnapshot));
  const shown = useMore(elements, coarse ? coarseAtOnce : Infinity);
  const pictures = useMemo(() => new Pictures(load), [load]);
  const loaded = useSyncExternalStore(pictures.subscribe, pictures.getSnapshot);
  useEffect(() => () => pictures.dispose(), [pictures]);
  useEffect(() => addLetters(elements.filter((element) => element.type === 'text')), [elements]);
  const box = viewBox(view ?? whole);
  const below = useMemo(() => ({ __html: templateSvg(template, view ?? whole) }), [template, view, whole]);
  return (
    <svg viewBox={box} preserveAspectRatio="xMidYMid meet" {...place}>
      <g dangerouslySetInnerHTML={below} />
      {background && <Paper background={background} />}
      {framed?.art}
      {shown.map((element) => (
        <Piece key={element.id} element={element} label={labels.get(element.id) ?? null} coarse={coarse} pictures={pictures} loaded={hasPicture(element) ? loaded : 0} />
      ))}
    </svg>
  );
}

function Paper({ background: { picture, width, height } }: { background: PageBackground }) {
  const image = useRef<SVGImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(picture);
    image.current?.setAttribute('href', url);
    return () => URL.revokeObjectURL(url);
  }, [picture]);
  return <image ref={image} width={width} height={height} preserveAspectRatio="none" />;
}

interface PieceProps {
  element: BoardElement;
  label: TextElement | null;
  coarse: boolean;
  pictures: Pictures;
  /** Another number where there may be a picture now that wasn't there before. */
  loaded: number;
}

/** One element. Its markup is ours: of the document only numbers and escaped text get into it. */
const Piece = memo(function Piece({ element, label, coarse, pictures: { picture, formula } }: PieceProps) {
  return <g dangerouslySetInnerHTML={{ __html: elementSvg(element, { picture, formula, coarse, label: () => label }) }} />;
});

const hasPicture = ({ type, customData }: BoardElement) => type === 'image' || customData?.latex !== undefined;
