import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import type { FramedPage } from '../frames/framed';
import { useFramePress } from '../frames/useFramePress';
import type { BoardDoc } from '../ink/boardDoc';
import type { ImageStore, PageBackground, Template, View } from '../ink/canvas';
import { BoardPicture } from './BoardPicture';
import { viewBox, wholeView } from './boardSvg';
import { pageBox, unite } from './geometry';
import { bringing, zoomed } from './panZoom';
import styles from './simplePage.module.css';
import { usePanZoom } from './usePanZoom';

/** What the rest of the board may ask of a page that is shown as a picture. */
export interface SimpleApi {
  view(): View;
  /** Frames elements and brings them into sight. */
  select(ids: readonly string[]): void;
}

interface Props {
  drawing: BoardDoc;
  images: Pick<ImageStore, 'load'>;
  background: PageBackground | null;
  template: Template;
  /** The boards of groups that are seen on the page. */
  framed?: FramedPage | null;
  label: string;
  /** What the presenter sees, for those who follow. */
  follow: View | null;
  /** The person sees another part of the page now. */
  onView: (view: View) => void;
  onApi: (api: SimpleApi | null) => void;
}

const step = 1.4;
const frameRoom = 6;

/** The page for weak devices: what is drawn, as a picture that can be moved and enlarged. */
export function SimplePage({ drawing, images, background, template, framed: groups = null, label, follow, onView, onApi }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [framed, setFramed] = useState<View | null>(null);
  const whole = () => wholeView(drawing.elements(), groups?.paper ?? background);
  const { view, look, seen } = usePanZoom(box, whole, follow);
  const press = useFramePress(groups, seen);
  const told = useEffectEvent(() => onView(seen()));
  useEffect(() => told(), [view]);
  const select = useEffectEvent((ids: readonly string[]) => {
    const found = unite(ids.flatMap((id) => drawing.get(id) ?? []).map(pageBox));
    setFramed(found);
    const [now, next] = [seen(), found && bringing(seen(), found)];
    if (next && (next.x !== now.x || next.y !== now.y)) look(() => next);
  });
  const now = useEffectEvent(() => seen());
  const offer = useEffectEvent(onApi);
  useEffect(() => {
    offer({ view: () => now(), select: (ids) => select(ids) });
    return () => offer(null);
  }, []);
  const button = (name: string, icon: React.ReactNode, does: () => void) => (
    <Button iconOnly size="small" aria-label={name} title={name} onClick={does}>
      {icon}
    </Button>
  );
  return (
    <div className={styles.page}>
      <div ref={box} role="region" className={styles.box} tabIndex={0} aria-label={t('board.viewer.page', { page: label })} aria-describedby="board-viewer-keys" data-own-letters="" {...press}>
        <div role="img" aria-label={label} className={styles.picture}>
          <BoardPicture drawing={drawing} load={images.load} background={background} template={template} view={view} everyMs={150} framed={groups} />
        </div>
        {groups && (
          <svg className={styles.links} viewBox={viewBox(view ?? whole())} preserveAspectRatio="xMidYMid meet">
            {groups.links}
          </svg>
        )}
        {framed && (
          <svg className={styles.frame} viewBox={viewBox(view ?? whole())} preserveAspectRatio="xMidYMid meet" aria-hidden="true">
            <rect x={framed.x - frameRoom} y={framed.y - frameRoom} width={framed.w + 2 * frameRoom} height={framed.h + 2 * frameRoom} vectorEffect="non-scaling-stroke" />
          </svg>
        )}
      </div>
      <p id="board-viewer-keys" className="srOnly">
        {t('board.viewer.keys')}
      </p>
      <div className={styles.buttons} role="group" aria-label={t('board.viewer.zoom')}>
        {button(t('board.viewer.nearer'), <ZoomIn size={18} aria-hidden="true" />, () => look((now, all) => zoomed(now, all, step)))}
        {button(t('board.viewer.farther'), <ZoomOut size={18} aria-hidden="true" />, () => look((now, all) => zoomed(now, all, 1 / step)))}
        {button(t('board.viewer.whole'), <Maximize size={18} aria-hidden="true" />, () => look((_, all) => all))}
      </div>
    </div>
  );
}
