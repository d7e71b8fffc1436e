import { useEffect, useRef, useSyncExternalStore } from 'react';
import { templateSvg } from '../viewer/template';
import type { PageBackground, Template } from './canvas';
import styles from './canvas.module.css';
import { transformOf, viewOf, type Viewport } from './viewport';

interface Props {
  viewport: Viewport;
  template: Template;
  background: PageBackground | null;
}

/** What lies below the drawing: the lines of the template, and the picture of a slide. */
export function Underlay({ viewport, template, background }: Props) {
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
      </svg>
      <div className={styles.scene} style={style}>
        {background && <Slide background={background} />}
      </div>
    </div>
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
