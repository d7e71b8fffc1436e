import { useSyncExternalStore } from 'react';
import { FileUp } from 'lucide-react';
import { Button as AriaButton, DropZone, FileTrigger, isFileDropItem, type DropZoneProps } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import styles from '../dialogs/dialogs.module.css';
import type { Desk } from '../desk';
import { ImportList } from './ImportList';
import { accepted, mostBytes } from './imports';

const megabyte = 1024 * 1024;

type Dropped = Parameters<NonNullable<DropZoneProps['onDrop']>>[0];

async function filesOf({ items }: Dropped): Promise<File[]> {
  return Promise.all(items.filter(isFileDropItem).map((item) => item.getFile()));
}

/** Brings in documents, slides and pictures as pages. Closing it stops nothing. */
export function ImportDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const { t } = useTranslation();
  const { imports } = desk.board;
  const sending = useSyncExternalStore(imports.subscribe, imports.getSnapshot);
  const busy = sending.some((one) => one.error === null) || desk.state.imports.some(({ state }) => state === 'waiting' || state === 'rendering');
  const take = (files: readonly File[]) => imports.add(files, desk.current.boardId);
  return (
    <Dialog isOpen onClose={onClose} title={t('board.import.title')} keepsInput>
      <DropZone className={styles.drop ?? ''} aria-label={t('board.import.drop')} getDropOperation={() => 'copy'} onDrop={(event) => void filesOf(event).then(take)}>
        <FileUp size={28} aria-hidden="true" />
        <p>{t('board.import.drop')}</p>
        <FileTrigger acceptedFileTypes={accepted} allowsMultiple onSelect={(files) => take([...(files ?? [])])}>
          <AriaButton className={buttonClass({ variant: 'primary' })}>{t('board.import.choose')}</AriaButton>
        </FileTrigger>
        <p className={styles.hint}>{t('board.import.hint', { size: mostBytes / megabyte })}</p>
      </DropZone>
      <ImportList desk={desk} sending={sending} />
      <DialogActions>
        <Button onClick={onClose}>{busy ? t('board.import.goOn') : t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
