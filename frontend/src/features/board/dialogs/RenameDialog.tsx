import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField } from '@/shared/ui/Field';
import type { Desk } from '../desk';
import { longestTitle, type Page } from '../wire';

interface Props {
  desk: Desk;
  page: Page;
  onClose: () => void;
}

/** Gives a page a title. Without one it is called by its number. */
export function RenameDialog({ desk, page, onClose }: Props) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(page.title);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const done = title.trim() === page.title || (await desk.attempt(desk.board.model.change(page.boardId, { title: title.trim() })));
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('board.renameTitle')} keepsInput>
      <form onSubmit={(event) => void submit(event)}>
        <InputField label={t('board.pageTitle')} dir="auto" maxLength={longestTitle} autoComplete="off" value={title} onChange={(event) => setTitle(event.target.value)} />
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {t('board.rename')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
