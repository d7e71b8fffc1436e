import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import styles from './plan.module.css';
import type { Forming } from './useForming';

/** Forms groups of a table: all of it, or nothing and the lines that are wrong. */
export function CsvDialog({ forming, onClose }: { forming: Forming; onClose: () => void }) {
  const { t } = useTranslation(['breakout', 'translation']);
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    setTried(true);
    if (await forming.form(await file.text())) onClose();
  };
  const lines = tried ? forming.lines : [];
  return (
    <Dialog isOpen onClose={onClose} title={t('plan.csvTitle')} keepsInput>
      <form className={styles.stack} onSubmit={(event) => void submit(event)}>
        <p>{t('plan.csvText')}</p>
        <pre className={styles.example} dir="ltr">
          {'group,email\nRed,ana@school.example\nBlue,liam@school.example'}
        </pre>
        <InputField label={t('plan.csvFile')} type="file" accept=".csv,.txt,text/csv,text/plain" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
        {lines.length > 0 && (
          <div role="alert" className={styles.failed}>
            <p>{t('plan.csvWrong', { count: lines.length })}</p>
            <ul>
              {lines.map(({ line, message }) => (
                <li key={`${line} ${message}`}>{t('plan.csvLine', { line, message })}</li>
              ))}
            </ul>
          </div>
        )}
        {tried && forming.error !== null && lines.length === 0 && <Problem error={forming.error} />}
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel', { ns: 'translation' })}</Button>
          <Button type="submit" variant="primary" busy={forming.busy} disabled={!file}>
            {t('plan.form')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
