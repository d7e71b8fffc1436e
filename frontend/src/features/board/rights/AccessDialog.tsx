import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import styles from '../dialogs/dialogs.module.css';
import type { Desk } from '../desk';
import type { Member } from '../props';
import { useLearners } from './useLearners';
import { WriterList } from './WriterList';
import { accesses, type Page } from '../wire';

interface Props {
  desk: Desk;
  page: Page;
  people: readonly Member[];
  classroomId: string;
  onClose: () => void;
}

/** Who may draw on a page, and whether they may change what others drew. Teachers always may. */
export function AccessDialog({ desk, page, people, classroomId, onClose }: Props) {
  const { t } = useTranslation();
  const [access, setAccess] = useState(page.access);
  const [writers, setWriters] = useState<ReadonlySet<string>>(() => new Set(page.writers ?? []));
  const [editOthers, setEditOthers] = useState(page.editOthers);
  const [everywhere, setEverywhere] = useState(false);
  const [busy, setBusy] = useState(false);
  const learners = useLearners(desk, people, classroomId, page.writers ?? []);
  const { model } = desk.board;
  const saveAll = async () => {
    const change = { access, editOthers, ...(access === 'chosen' ? { writers: [...writers] } : {}) };
    for (const { boardId } of everywhere ? desk.state.pages : [page]) await model.change(boardId, change);
  };
  const save = async () => {
    setBusy(true);
    const done = await desk.attempt(saveAll());
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('board.access.title')} keepsInput>
      <fieldset className={styles.choices}>
        <legend className={styles.legend}>{t('board.access.forPage', { page: desk.pageName(page) })}</legend>
        {accesses.map((one) => (
          <label key={one} className={styles.choice}>
            <input type="radio" name="board-access" checked={access === one} onChange={() => setAccess(one)} />
            {t(`board.access.${one}`)}
          </label>
        ))}
      </fieldset>
      {access === 'chosen' && <WriterList learners={learners} chosen={writers} onChange={setWriters} />}
      {access !== 'none' && (
        <label className={styles.choice}>
          <input type="checkbox" checked={editOthers} onChange={(event) => setEditOthers(event.target.checked)} />
          {t('board.access.editOthers')}
        </label>
      )}
      {desk.state.pages.length > 1 && (
        <label className={styles.choice}>
          <input type="checkbox" checked={everywhere} onChange={(event) => setEverywhere(event.target.checked)} />
          {t('board.access.everywhere')}
        </label>
      )}
      {page.locked && <p className={styles.hint}>{t('board.access.lockedHint')}</p>}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button variant="primary" busy={busy} onClick={() => void save()}>
          {t('board.access.save')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
