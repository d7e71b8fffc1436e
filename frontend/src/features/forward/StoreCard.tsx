import { useState } from 'react';
import { CirclePause, CirclePlay, History, Pencil, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Chip } from '@/shared/ui/Chip';
import { useFeedback } from '@/shared/ui/feedback';
import { Problem } from '@/shared/ui/Problem';
import { FillDialog } from './FillDialog';
import type { RecordStore } from './forwardApi';
import { useResume } from './forwardContext';
import { RefusedDialog } from './RefusedDialog';
import { EditDialog, PauseDialog, RemoveDialog } from './StoreDialogs';
import { StoreFacts } from './StoreFacts';
import { tones } from './storeState';
import { TestResult, TroubleText } from './TestResult';
import styles from './forward.module.css';

type Open = 'edit' | 'remove' | 'pause' | 'fill' | 'refused' | null;

/** One record store: its ledger, and what can be done about it. */
export function StoreCard({ store, now }: { store: RecordStore; now: number }) {
  const { t } = useTranslation('forward');
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const name = store.origin === 'added' ? store.name : t(`origin.${store.origin}`);
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <h2><bdi dir="auto">{name}</bdi></h2>
        <Chip tone={tones[store.condition]}>{t(`condition.${store.condition}`)}</Chip>
      </div>
      {store.origin !== 'added' && <p className={styles.note}>{t(`originText.${store.origin}`)}</p>}
      <StoreFacts store={store} now={now} />
      {store.trouble && (
        <div className={store.trouble.current ? styles.trouble : styles.past}>
          <TroubleText trouble={store.trouble} />
          {!store.trouble.current && <p>{t('trouble.past')}</p>}
        </div>
      )}
      {store.counts.refused > 0 && (
        <div className={styles.refused}>
          <p>{t('refused.count', { count: store.counts.refused })}</p>
          <Button size="small" onClick={() => setOpen('refused')}>
            {t('refused.look')}
            <span className="srOnly">{`: ${name}`}</span>
          </Button>
        </div>
      )}
      {store.origin !== 'builtin' && <Actions store={store} name={name} onOpen={setOpen} />}
      {open === 'edit' && <EditDialog store={store} onClose={close} />}
      {open === 'remove' && <RemoveDialog store={store} onClose={close} />}
      {open === 'pause' && <PauseDialog store={store} name={name} onClose={close} />}
      {open === 'fill' && <FillDialog store={store} name={name} onClose={close} />}
      {open === 'refused' && <RefusedDialog store={store} name={name} onClose={close} />}
    </li>
  );
}

function Actions({ store, name, onOpen }: { store: RecordStore; name: string; onOpen: (open: Open) => void }) {
  const { t } = useTranslation('forward');
  const { notices } = useFeedback();
  const resume = useResume(store.id);
  const of = <span className="srOnly">{`: ${name}`}</span>;
  const held = store.condition === 'paused' || store.condition === 'stopped' || store.condition === 'waiting';
  const go = () => resume.mutate(undefined, { onSuccess: (test) => test.ok && notices.show(t('resume.done', { name })) });
  return (
    <>
      <div className={styles.actions}>
        {held && (
          <Button size="small" variant="primary" busy={resume.isPending} onClick={go}>
            <CirclePlay size={16} aria-hidden="true" />
            {t('resume.start')}
            {of}
          </Button>
        )}
        {store.condition !== 'paused' && store.condition !== 'off' && (
          <Button size="small" onClick={() => onOpen('pause')}>
            <CirclePause size={16} aria-hidden="true" />
            {t('pause.start')}
            {of}
          </Button>
        )}
        <Button size="small" onClick={() => onOpen('fill')}>
          <History size={16} className="mirrorRtl" aria-hidden="true" />
          {t('fill.open')}
          {of}
        </Button>
        {store.origin === 'added' && (
          <>
            <Button size="small" onClick={() => onOpen('edit')}>
              <Pencil size={16} aria-hidden="true" />
              {t('edit')}
              {of}
            </Button>
            <Button size="small" variant="quiet" onClick={() => onOpen('remove')}>
              <Trash2 size={16} aria-hidden="true" />
              {t('remove.confirm')}
              {of}
            </Button>
          </>
        )}
      </div>
      {resume.data && !resume.data.ok && <TestResult test={resume.data} />}
      {resume.error && <Problem error={resume.error} />}
    </>
  );
}
