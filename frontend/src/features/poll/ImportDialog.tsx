import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { useFeedback } from '@/shared/ui/feedback';
import { InputField } from '@/shared/ui/Field';
import type { FileFormat } from './api';
import styles from './poll.module.css';
import { useAct } from './usePolls';
import type { PollImported } from './wire';

interface Props {
  isOpen: boolean;
  take: (format: FileFormat, text: string) => Promise<PollImported>;
  onClose: () => void;
}

/** Brings polls in from a file: all of it, or nothing and the lines that are wrong. */
export function ImportDialog({ isOpen, take, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('poll.importTitle')} keepsInput>
      <ImportForm take={take} onClose={onClose} />
    </Dialog>
  );
}

function ImportForm({ take, onClose }: Omit<Props, 'isOpen'>) {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  const { act, busy } = useAct();
  const [file, setFile] = useState<File | null>(null);
  const [errors, setErrors] = useState<PollImported['errors']>([]);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (!file) return;
    const format = /\.csv$/i.test(file.name) ? 'csv' : 'gift';
    void act(async () => {
      const result = await take(format, await file.text());
      setErrors(result.errors);
      if (result.errors.length > 0) return;
      notices.show(t('poll.imported', { count: result.imported }));
      onClose();
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>{t('poll.importText')}</p>
      <InputField label={t('poll.file')} type="file" accept=".csv,.gift,.txt,text/csv,text/plain" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
      {errors.length > 0 && (
        <div role="alert" className={styles.failed}>
          <p>{t('poll.importWrong', { count: errors.length })}</p>
          <ul className={styles.errors}>
            {errors.map((error) => (
              <li key={`${error.line} ${error.message}`}>{t('poll.importLine', { line: error.line, message: error.message })}</li>
            ))}
          </ul>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={busy} disabled={!file}>
          {t('poll.import')}
        </Button>
      </DialogActions>
    </form>
  );
}
