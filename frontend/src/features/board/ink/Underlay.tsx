import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { templateSvg } from '../viewer/template';
import type { PageBackground, Template } from './canvas';
import styles from './canvas.module.css';
import { transformOf, viewOf, type Viewport } from './viewport';

interface Props {
  viewport: Viewport;
  template: Template;
  background: PageBackground | null;
  /** What else lies there, in the page's own measures. */
  art?: ReactNode;
}

/** What lies below the drawing: the lines of the template, and the picture of a slide. */
export function Underlay({ viewport, template, background, art }: Props) {
  const look = useSyncExternalStore(viewport.subscribe, viewport.getSnapshot);
  const lines = useRef<SVGGElement>(null);
  useEffect(() => {
    if (lines.current) lines.current.innerHTML = templateSvg(template, viewOf(look));
  }, [look, template]);
  const style = { transform: transformOf(look) };
  return (
    <div className={styles.underlay} aria-hidden="true">
      <svg className={styles.template}>
        <g ref={lines} style={style} />
        {art && <g style={style}>{art}</g>}
      </svg>
      <div className={styles.scene} style={style}>
        {background && <Slide background={background} />}
      </div>
    </div>
  );
}

/** What lies above the drawing and can be pressed, in the page's own measures. */
export function Overlay({ viewport, children }: { viewport: Viewport; children: ReactNode }) {
  const style = { transform: transformOf(useSyncExternalStore(viewport.subscribe, viewport.getSnapshot)) };
  return (
    <svg className={styles.overlay}>
      <g style={style}>{children}</g>
    </svg>
  );
}

function Slide({ background: { picture, width, height } }: { background: PageBackground }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(picture);
    if (image.current) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [picture]);
  return <img ref={image} className={styles.slide} alt="" width={width} height={height} draggable={false} />;
}
