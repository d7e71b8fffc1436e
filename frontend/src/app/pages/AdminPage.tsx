import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { Plug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { Problem } from '@/shared/ui/Problem';
import { usePlatforms } from '@/features/admin/adminContext';
import { InviteDialog } from '@/features/admin/InviteDialog';
import { KeysPanel } from '@/features/admin/KeysPanel';
import { PlatformCard } from '@/features/admin/PlatformCard';
import { SignOut } from '@/features/admin/SignOut';
import styles from '@/features/admin/admin.module.css';

/** The LMSs that Lectern is connected with, and Lectern's keys. */
export function AdminPage() {
  const { t } = useTranslation('admin');
  const platforms = usePlatforms();
  const [inviting, setInviting] = useState(false);
  return (
    <PageFrame title={`${t('platforms.title')} · ${t('title')}`}>
      <div className={styles.head}>
        <div>
          <h1>{t('platforms.title')}</h1>
          <p className={styles.note}>{t('platforms.intro')}</p>
        </div>
        <div className={styles.headActions}>
          <Button variant="primary" onClick={() => setInviting(true)}>
            <Plug size={18} aria-hidden="true" />
            {t('platforms.byInvite')}
          </Button>
          <Link to="/admin/connect/$lms" params={{ lms: 'moodle' }} className={buttonClass({})}>
            {t('platforms.byHand')}
          </Link>
          <Link to="/admin/records" className={buttonClass({})}>
            {t('ledger')}
          </Link>
          <SignOut />
        </div>
      </div>
      {platforms.error && <Problem error={platforms.error} retry={() => void platforms.refetch()} busy={platforms.isFetching} />}
      {platforms.isPending && <Loading label={t('platforms.loading')} />}
      {platforms.data?.length === 0 && (
        <div className={styles.empty}>
          <h2>{t('platforms.none')}</h2>
          <p className={styles.note}>{t('platforms.noneText')}</p>
        </div>
      )}
      {platforms.data && platforms.data.length > 0 && (
        <section aria-label={t('platforms.title')}>
          <h2 className="srOnly">{t('platforms.title')}</h2>
          <ul className={styles.cards}>
            {platforms.data.map((platform) => (
              <PlatformCard key={platform.id} platform={platform} />
            ))}
          </ul>
        </section>
      )}
      <KeysPanel />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </PageFrame>
  );
}
