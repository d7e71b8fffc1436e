import { ChevronLeft, ChevronRight, PanelLeft, X } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { AddPageMenu } from './AddPageMenu';
import { BoardMenu } from './BoardMenu';
import styles from '../board.module.css';
import type { Desk } from '../desk';
import { ListButton } from '../list/ListButton';
import { ShowControls } from './ShowControls';
import type { Writes } from '../rights/rights';

interface Props {
  desk: Desk;
  /** Whether the pages are seen beside the page; null where there is no room, and a dialog shows them. */
  strip: boolean | null;
  onStrip: () => void;
  writes: Writes;
  onClose: (() => void) | null;
}

/** Which page is seen, the way to the others, who shows what to whom, and the rest under "More". */
export function BoardBar({ desk, strip, onStrip, writes, onClose }: Props) {
  const { t } = useTranslation();
  const { board, state, current, manages, pageName, attempt } = desk;
  const number = state.pages.indexOf(current) + 1;
  const count = state.pages.length;
  return (
    <Toolbar className={styles.bar ?? ''} aria-label={t('board.controls')}>
      <Button variant="quiet" iconOnly className={styles.tool} aria-label={t('board.pages')} title={t('board.pages')} aria-pressed={strip ?? undefined} aria-haspopup={strip === null ? 'dialog' : undefined} onClick={onStrip}>
        <PanelLeft size={18} aria-hidden="true" className="mirrorRtl" />
      </Button>
      <Button variant="quiet" iconOnly className={styles.tool} aria-label={t('board.back')} title={t('board.back')} aria-keyshortcuts="PageUp" disabled={number <= 1} onClick={() => void attempt(board.model.step(-1))}>
        <ChevronLeft size={18} aria-hidden="true" className="mirrorRtl" />
      </Button>
      <h2 className={styles.place}>
        <span className="srOnly">{t('board.place', { number, total: count })}</span>{' '}
        <span className={styles.count} dir="ltr" aria-hidden="true">
          {t('board.placeShort', { number, total: count })}
        </span>
        <bdi className={styles.pageName} dir="auto">
          {pageName(current)}
        </bdi>
      </h2>
      <Button variant="quiet" iconOnly className={styles.tool} aria-label={t('board.on')} title={t('board.on')} aria-keyshortcuts="PageDown" disabled={number >= count} onClick={() => void attempt(board.model.step(1))}>
        <ChevronRight size={18} aria-hidden="true" className="mirrorRtl" />
      </Button>
      {manages && <AddPageMenu desk={desk} />}
      <span className={styles.gap} />
      <ShowControls desk={desk} />
      <ListButton className={styles.tool} />
      <BoardMenu desk={desk} writes={writes} />
      {onClose && (
        <Button variant="quiet" iconOnly className={styles.tool} aria-label={t('board.close')} title={t('board.close')} onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </Button>
      )}
    </Toolbar>
  );
}
