import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/ui/classes';
import styles from './class.module.css';
import { Compartment } from './Compartment';

interface Props {
  /** What everybody looks at; null leaves the room to the people. */
  content: ReactNode;
  /** Says what is on stage where it isn't drawn above the people. */
  bar: ReactNode;
  overlay: ReactNode;
  /** The panel lies over the stage: nothing under it can be reached; the landmark stays. */
  covered: boolean;
  /** The people. */
  children: ReactNode;
}

/** The middle of the class: what is on stage, large, and the people below it; or the people alone. */
export function StageArea({ content, bar, overlay, covered, children }: Props) {
  const { t } = useTranslation();
  const filled = content !== null && content !== undefined && content !== false;
  return (
    <main className={cx(styles.stage, filled && styles.filled)} aria-label={t('class.stage')}>
      {filled && (
        <div className={styles.onStage} inert={covered}>
          <Compartment>{content}</Compartment>
        </div>
      )}
      {bar && (
        <div className={styles.stageBar} inert={covered}>
          <Compartment quiet>{bar}</Compartment>
        </div>
      )}
      <div className={styles.faces} inert={covered}>
        {children}
      </div>
      {overlay && (
        <div className={styles.overlay} inert={covered}>
          <Compartment quiet>{overlay}</Compartment>
        </div>
      )}
    </main>
  );
}
