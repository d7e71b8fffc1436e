import type { ReactNode } from 'react';
import type { Frame } from '../wire';
import styles from './frames.module.css';
import { captionOf, frameBoxes, type Box } from './layout';

interface Props {
  frames: readonly Frame[];
  nameOf: (frame: Frame) => string;
  /** What a group has drawn, in its place; left out in small pictures. */
  picture?: (frame: Frame, box: Box) => ReactNode;
}

/** The boards of groups on a page, in the page's own measures: below all that is drawn on it. */
export function FrameArt({ frames, nameOf, picture }: Props) {
  const boxes = frameBoxes(frames.length);
  return (
    <g className={styles.art}>
      {frames.map((frame, at) => {
        const box = boxes[at];
        if (!box) return null;
        return (
          <g key={frame.groupId}>
            <text x={box.x + box.width / 2} y={box.y - 14} textAnchor="middle">
              {captionOf(nameOf(frame))}
            </text>
            <rect {...box} rx={6} />
            {picture?.(frame, box)}
          </g>
        );
      })}
    </g>
  );
}
