import { PageCanvas, type PageCanvasProps } from '../page/PageCanvas';
import { useFrames } from './useFrames';

/** A page that shows the boards of groups, drawn. */
export function FramedCanvas(props: PageCanvasProps) {
  return <PageCanvas {...props} framed={useFrames(props.desk)} />;
}
