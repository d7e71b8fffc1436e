import { useState } from 'react';
import { Download, RotateCw, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { AskDialog } from '@/shared/ui/AskDialog';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { useFeedback } from '@/shared/ui/feedback';
import { SelectField } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import type { RecordStore, RefusedInput, RefusedLetter } from './forwardApi';
import { useDrop, useForward, useRefused, useRetry } from './forwardContext';
import { pretty } from './storeState';
import styles from './forward.module.css';

const one = (id: string): RefusedInput => ({ statements: [id], reason: '', all: false });

/** Statements that a record store refuses, with its words, and what can be done about them. */
export function RefusedDialog({ store, name, onClose }: { store: RecordStore; name: string; onClose: () => void }) {
  const { t } = useTranslation('forward');
  const { notices } = useFeedback();
  const [reason, setReason] = useState('');
  const [after, setAfter] = useState('');
  const [asked, setAsked] = useState<RefusedInput | null>(null);
  const page = useRefused(store.id, reason, after);
  const retry = useRetry(store.id);
  const drop = useDrop(store.id);
  const many: RefusedInput = reason ? { statements: [], reason, all: false } : { statements: [], reason: '', all: true };
  const send = (which: RefusedInput) => retry.mutate(which, { onSuccess: ({ statements }) => notices.show(t('refused.sent', { count: statements })) });
  const let_ = (which: RefusedInput) =>
    drop.mutate(which, {
      onSuccess: ({ statements }) => {
        notices.show(t('refused.dropped', { count: statements }));
        setAsked(null);
      },
    });
  const some = (page.data?.statements.length ?? 0) > 0;
  return (
    <Dialog isOpen onClose={onClose} title={t('refused.title', { name })}>
      <div className={styles.form}>
        <p>{t('refused.text')}</p>
        {page.error && <Problem error={page.error} retry={() => void page.refetch()} busy={page.isFetching} />}
        {page.isPending && <Loading label={t('refused.loading')} />}
        {page.data && page.data.reasons.length > 1 && (
          <SelectField label={t('refused.reason')} value={reason} onChange={(event) => { setReason(event.target.value); setAfter(''); }}>
            <option value="">{t('refused.all')}</option>
            {page.data.reasons.map((r) => (
              <option key={r.reason} value={r.reason}>{`${r.count} × ${r.reason}`}</option>
            ))}
          </SelectField>
        )}
        {page.data && !some && <p role="status">{t('refused.none')}</p>}
        {some && (
          <div className={styles.actions}>
            <Button size="small" busy={retry.isPending} onClick={() => send(many)}>
              <RotateCw size={16} aria-hidden="true" />
              {reason ? t('refused.retryReason') : t('refused.retryAll')}
            </Button>
            <Button size="small" variant="quiet" onClick={() => setAsked(many)}>
              <Trash2 size={16} aria-hidden="true" />
              {reason ? t('refused.dropReason') : t('refused.dropAll')}
            </Button>
            <SaveButton id={store.id} />
          </div>
        )}
        {retry.error && <Problem error={retry.error} />}
        <ul className={styles.letters}>
          {page.data?.statements.map((letter) => (
            <Letter key={letter.id} letter={letter} onRetry={() => send(one(letter.id))} onDrop={() => setAsked(one(letter.id))} />
          ))}
        </ul>
        {page.data?.next && <Button onClick={() => setAfter(page.data.next)}>{t('refused.more')}</Button>}
        <DialogActions>
          <Button onClick={onClose}>{t('done')}</Button>
        </DialogActions>
      </div>
      {asked && (
        <AskDialog title={t('refused.dropTitle')} label={t('refused.drop')} danger busy={drop.isPending} error={drop.error} onConfirm={() => let_(asked)} onClose={() => setAsked(null)}>
          <p>{t('refused.dropText')}</p>
        </AskDialog>
      )}
    </Dialog>
  );
}

function Letter({ letter, onRetry, onDrop }: { letter: RefusedLetter; onRetry: () => void; onDrop: () => void }) {
  const { t } = useTranslation('forward');
  const format = useFormat();
  const of = <span className="srOnly">{`: ${letter.id}`}</span>;
  return (
    <li className={styles.letter}>
      <p className={styles.line}>
        {letter.status > 0 && <strong dir="ltr">{`HTTP ${letter.status}`}</strong>}
        <span className={styles.note}>{letter.at ? format.dateTime(letter.at) : ''}</span>
      </p>
      <p className={styles.said}>{letter.said ? <bdi dir="auto">{letter.said}</bdi> : t('refused.wordless')}</p>
      {letter.statement !== '' && (
        <details>
          <summary>{t('refused.statement')}{of}</summary>
          {/* It scrolls by itself, so it takes the focus. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={styles.statement} dir="ltr" tabIndex={0}>{pretty(letter.statement)}</pre>
        </details>
      )}
      <div className={styles.actions}>
        <Button size="small" onClick={onRetry}>{t('refused.retry')}{of}</Button>
        <Button size="small" variant="quiet" onClick={onDrop}>{t('refused.drop')}{of}</Button>
      </div>
    </li>
  );
}

function SaveButton({ id }: { id: string }) {
  const { t } = useTranslation('forward');
  const { notices } = useFeedback();
  const api = useForward();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const url = URL.createObjectURL(await api.refusedFile(id));
      const link = document.createElement('a');
      link.href = url;
      link.download = 'refused-statements.jsonl';
      link.click();
      URL.revokeObjectURL(url);
    } catch {
      notices.show(t('refused.notSaved'), 'problem');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="small" variant="quiet" busy={busy} onClick={() => void save()}>
      <Download size={16} aria-hidden="true" />
      {t('refused.save')}
    </Button>
  );
}
