import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import type { ChatApi } from './api';
import styles from './chat.module.css';
import type { ChatAudit } from './wire';

/** What was changed and deleted, by whom, and what it said. */
export function AuditDialog({ api, onClose }: { api: ChatApi; onClose: () => void }) {
  const { t } = useTranslation();
  const [entries, setEntries] = useState<readonly ChatAudit[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let wanted = true;
    api.audit().then(
      (list) => wanted && setEntries(list),
      (reason: unknown) => wanted && setError(reason),
    );
    return () => {
      wanted = false;
    };
  }, [api]);
  return (
    <Dialog isOpen onClose={onClose} title={t('chat.audit')}>
      {error !== null ? <Problem error={error} /> : entries === null ? <Loading label={t('common.loading')} /> : <Entries entries={entries} />}
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Entries({ entries }: { entries: readonly ChatAudit[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (entries.length === 0) return <p>{t('chat.auditEmpty')}</p>;
  return (
    <ul className={styles.audit}>
      {entries.map((entry, index) => (
        // The same message may be changed twice at one time.
        <li key={index}>
          <p className={styles.auditHead}>
            {format.time(entry.at)} · {entry.action === 'edit' ? t('chat.auditEdited', { name: entry.by }) : t('chat.auditDeleted', { name: entry.by, author: entry.author })}
          </p>
          <blockquote className={styles.cited} dir="auto">
            {entry.oldText}
          </blockquote>
        </li>
      ))}
    </ul>
  );
}
