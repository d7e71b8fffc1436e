import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { PageBackground, Template } from './canvas';
import styles from './canvas.module.css';
import { paintTemplate } from './template';
import { transformOf, viewOf, type Viewport } from './viewport';

interface Props {
  viewport: Viewport;
  template: Template;
  background: PageBackground | null;
  /** What the lines are drawn with depends on it. */
  theme: 'light' | 'dark';
}

/** What lies below the drawing: the lines of the template, and the picture of a slide. */
export function Underlay({ viewport, template, background, theme }: Props) {
  const look = useSyncExternalStore(viewport.subscribe, viewport.getSnapshot);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const [sheet, context] = [canvas.current, canvas.current?.getContext('2d')];
    if (!sheet || !context) return;
    const { width, height, zoom, scrollX, scrollY } = look;
    const density = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * density), Math.round(height * density)];
    if (sheet.width !== w) sheet.width = w;
    if (sheet.height !== h) sheet.height = h;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, w, h);
    const scale = zoom * density;
    context.setTransform(scale, 0, 0, scale, scrollX * scale, scrollY * scale);
    const style = getComputedStyle(sheet);
    paintTemplate(context, template, viewOf(look), zoom, { line: style.getPropertyValue('--rule'), strong: style.getPropertyValue('--rule-strong') });
  }, [look, template, theme]);
  return (
    <div className={styles.underlay} aria-hidden="true">
      <canvas ref={canvas} className={styles.template} />
      <div className={styles.scene} style={{ transform: transformOf(look) }}>
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
