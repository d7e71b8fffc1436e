import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Chip } from '@/shared/ui/Chip';
import { useFeedback } from '@/shared/ui/feedback';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import type { AdminKey } from './adminApi';
import { useKeys, useMakeKey, useRetireKey, useUseKey } from './adminContext';
import { AskDialog } from '@/shared/ui/AskDialog';
import styles from './admin.module.css';

/** Lectern's own keys, and their exchange without a break. */
export function KeysPanel() {
  const { t } = useTranslation('admin');
  const { notices } = useFeedback();
  const keys = useKeys();
  const make = useMakeKey();
  return (
    <section className={styles.section} aria-labelledby="keys">
      <div className={styles.sectionHead}>
        <h2 id="keys">{t('keys.title')}</h2>
        <Button busy={make.isPending} onClick={() => make.mutate(undefined, { onSuccess: () => notices.show(t('keys.made')) })}>
          {t('keys.make')}
        </Button>
      </div>
      <p className={styles.note}>{t('keys.text')}</p>
      {make.error && <Problem error={make.error} />}
      {keys.error && <Problem error={keys.error} retry={() => void keys.refetch()} busy={keys.isFetching} />}
      {keys.isPending && <Loading label={t('keys.loading')} />}
      <ul className={styles.rows}>{keys.data?.map((key) => <KeyRow key={key.id} item={key} />)}</ul>
    </section>
  );
}

function KeyRow({ item }: { item: AdminKey }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { notices } = useFeedback();
  const [asked, setAsked] = useState<'use' | 'retire' | null>(null);
  const use = useUseKey();
  const retire = useRetireKey();
  const close = () => setAsked(null);
  const name = item.id.slice(0, 8);
  const done = (text: string) => ({
    onSuccess: () => {
      notices.show(text);
      close();
    },
  });
  return (
    <li>
      <span className={styles.keyName}>
        <code dir="ltr">{name}…</code>
        <Chip tone={item.state === 'signing' ? 'ok' : item.state === 'next' ? 'accent' : 'neutral'}>{t(`keys.state.${item.state}`, { when: item.signsAt ? format.dateTime(item.signsAt) : '' })}</Chip>
      </span>
      {item.state === 'next' && (
        <Button size="small" onClick={() => setAsked('use')}>
          {t('keys.use')}
          <span className="srOnly">{`: ${name}`}</span>
        </Button>
      )}
      {item.state !== 'signing' && (
        <Button size="small" variant="quiet" onClick={() => setAsked('retire')}>
          {t('keys.retire')}
          <span className="srOnly">{`: ${name}`}</span>
        </Button>
      )}
      {asked === 'use' && (
        <AskDialog title={t('keys.useTitle')} label={t('keys.use')} busy={use.isPending} error={use.error} onConfirm={() => use.mutate(item.id, done(t('keys.using')))} onClose={close}>
          <p>{t('keys.useText')}</p>
        </AskDialog>
      )}
      {asked === 'retire' && (
        <AskDialog title={t('keys.retireTitle')} label={t('keys.retire')} danger busy={retire.isPending} error={retire.error} onConfirm={() => retire.mutate(item.id, done(t('keys.retired')))} onClose={close}>
          <p>{t('keys.retireText')}</p>
        </AskDialog>
      )}
    </li>
  );
}
