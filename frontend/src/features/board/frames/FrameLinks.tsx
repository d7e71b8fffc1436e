import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Frame } from '../wire';
import styles from './frames.module.css';
import { captionHeight, frameBoxes } from './layout';

interface Props {
  frames: readonly Frame[];
  nameOf: (frame: Frame) => string;
  /** The board of the group is open to this person. */
  opens: (frame: Frame) => boolean;
  onOpen: (frame: Frame) => void;
}

/** What opens the boards of groups, over the lines with their names; in the page's own measures. */
export function FrameLinks({ frames, nameOf, opens, onOpen }: Props) {
  const { t } = useTranslation();
  const boxes = frameBoxes(frames.length);
  return (
    <g role="group" aria-label={t('board.groups.page')}>
      {frames.map((frame, at) => {
        const box = boxes[at];
        if (!box) return null;
        const open = opens(frame);
        const pressed = (event: KeyboardEvent) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          event.stopPropagation();
          if (open) onOpen(frame);
        };
        return (
          <g
            key={frame.groupId}
            role="button"
            tabIndex={0}
            className={styles.link}
            aria-disabled={!open || undefined}
            aria-label={t(open ? 'board.groups.open' : 'board.groups.working', { group: nameOf(frame) })}
            onKeyDown={pressed}
            onClick={() => open && onOpen(frame)}
          >
            <rect x={box.x} y={box.y - captionHeight + 4} width={box.width} height={captionHeight - 8} rx={6} />
          </g>
        );
      })}
    </g>
  );
}
