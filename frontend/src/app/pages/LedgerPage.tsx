import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useWords } from '@/shared/i18n/useWords';
import { Button, buttonClass } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { Problem } from '@/shared/ui/Problem';
import { useAdmin } from '@/features/admin/adminContext';
import { ForwardProvider, useLedger } from '@/features/forward/forwardContext';
import { StoreCard } from '@/features/forward/StoreCard';
import { AddDialog } from '@/features/forward/StoreDialogs';
import styles from '@/features/forward/forward.module.css';

/** The record stores that statements go to, and their ledgers. */
export function LedgerPage() {
  const { t } = useTranslation();
  const { api } = useAdmin();
  const ready = useWords('forward');
  if (!ready) return <Loading page label={t('common.loading')} />;
  return (
    <ForwardProvider ask={api}>
      <Ledger />
    </ForwardProvider>
  );
}

function Ledger() {
  const { t } = useTranslation('forward');
  const ledger = useLedger();
  const [adding, setAdding] = useState(false);
  return (
    <PageFrame title={t('title')}>
      <Link to="/admin" className={buttonClass({ variant: 'quiet' })}>
        <ArrowLeft size={18} className="mirrorRtl" aria-hidden="true" />
        {t('back')}
      </Link>
      <div className={styles.head}>
        <div>
          <h1>{t('title')}</h1>
          <p className={styles.note}>{t('intro')}</p>
        </div>
        <Button variant="primary" onClick={() => setAdding(true)}>
          <Plus size={18} aria-hidden="true" />
          {t('form.open')}
        </Button>
      </div>
      {ledger.error && <Problem error={ledger.error} retry={() => void ledger.refetch()} busy={ledger.isFetching} />}
      {ledger.isPending && <Loading label={t('loading')} />}
      <ul className={styles.cards}>
        {ledger.data?.map((store) => (
          <StoreCard key={store.id} store={store} now={ledger.dataUpdatedAt} />
        ))}
      </ul>
      {ledger.data?.every((store) => store.origin === 'builtin') && <p className={styles.note}>{t('none')}</p>}
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </PageFrame>
  );
}
