import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import type { BoardApi } from '../api';
import { usePageName } from '../useBoard';
import type { ListedPage } from '../wire';
import styles from './after.module.css';
import type { KeptPages } from './kept';
import { LargePage } from './LargePage';
import { useTurnKeys } from './turn';

interface Props extends KeptPages {
  api: BoardApi;
  /** The page that is open; null where none is. */
  boardId: string | null;
  onTurn: (boardId: string) => void;
  onClose: () => void;
}

/** A page as large as the window, and the way to the others. */
export function PageDialog({ boardId, onClose, ...rest }: Props) {
  const page = rest.used.find((one) => one.boardId === boardId);
  return (
    <ModalOverlay className={styles.overlay ?? ''} isOpen={page !== undefined} isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''}>{page && <Content {...rest} page={page} onClose={onClose} />}</Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Content({ api, all, used, groupName, page, onTurn, onClose }: Omit<Props, 'boardId'> & { page: ListedPage }) {
  const { t, i18n } = useTranslation();
  const { announcer } = useFeedback();
  const pageName = usePageName(all, '', groupName);
  const at = used.indexOf(page);
  const placeOf = (one: ListedPage) => ({ number: all.indexOf(one) + 1, total: all.length });
  const turn = (by: 1 | -1) => {
    const next = used[at + by];
    if (!next) return;
    onTurn(next.boardId);
    announcer.say(t('board.said.page', { ...placeOf(next), page: pageName(next) }));
  };
  useTurnKeys(i18n.dir() === 'rtl', turn);
  return (
    <>
      <header className={styles.bar}>
        <Heading slot="title" className={styles.title ?? ''}>
          <span className="srOnly">{t('board.place', placeOf(page))}</span>{' '}
          <span className={styles.count} dir="ltr" aria-hidden="true">
            {t('board.placeShort', placeOf(page))}
          </span>
          <bdi className={styles.name} dir="auto">
            {pageName(page)}
          </bdi>
        </Heading>
        {/* Whoever comes to an end by pressing keeps the focus where it is. */}
        <Button iconOnly aria-label={t('board.back')} title={t('board.back')} aria-keyshortcuts="PageUp" aria-disabled={at === 0} onClick={() => turn(-1)}>
          <ChevronLeft size={20} aria-hidden="true" className="mirrorRtl" />
        </Button>
        <Button iconOnly aria-label={t('board.on')} title={t('board.on')} aria-keyshortcuts="PageDown" aria-disabled={at === used.length - 1} onClick={() => turn(1)}>
          <ChevronRight size={20} aria-hidden="true" className="mirrorRtl" />
        </Button>
        <Button variant="quiet" iconOnly aria-label={t('common.close')} title={t('common.close')} onClick={onClose}>
          <X size={20} aria-hidden="true" />
        </Button>
      </header>
      <LargePage api={api} all={all} page={page} name={pageName(page)} onTurn={onTurn} />
    </>
  );
}
