import type { ReactNode } from 'react';
import { Lock, Presentation } from 'lucide-react';
import { GridListItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Desk } from '../desk';
import styles from './strip.module.css';
import { Thumbnail } from './Thumbnail';
import type { Page } from '../wire';

interface Props {
  desk: Desk;
  page: Page;
  number: number;
  /** What staff can do with it. */
  children: ReactNode;
}

/** One page among all: a small picture, its number and name, and whether it is locked or shown to everybody. */
export function PageItem({ desk, page, number, children }: Props) {
  const { t } = useTranslation();
  const name = desk.pageName(page);
  const shown = desk.state.shown?.boardId === page.boardId;
  return (
    <GridListItem id={page.boardId} className={styles.item ?? ''} textValue={page.title ? `${number} ${name}` : name}>
      <Thumbnail desk={desk} page={page} />
      <span className={styles.caption}>
        {page.title && <span className={styles.number}>{number}</span>}
        <bdi className={styles.name} dir="auto">
          {name}
        </bdi>
        {page.locked && (
          <span className={styles.mark} title={t('board.isLocked')}>
            <Lock size={14} aria-hidden="true" />
            <span className="srOnly">{t('board.isLocked')}</span>
          </span>
        )}
        {shown && (
          <span className={styles.mark} title={t('board.isShown')}>
            <Presentation size={14} aria-hidden="true" />
            <span className="srOnly">{t('board.isShown')}</span>
          </span>
        )}
      </span>
      {children}
    </GridListItem>
  );
}
