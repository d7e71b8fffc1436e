import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { PageFrame } from '@/shared/ui/PageFrame';
import { asKind, kindNames, kinds } from '@/features/admin/lms';
import { ManualSetup } from '@/features/admin/ManualSetup';
import styles from '@/features/admin/admin.module.css';

/** Connecting an LMS by hand: a page for each kind, with every value to copy. */
export function AdminConnectPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const kind = asKind(useParams({ from: '/admin/connect/$lms' }).lms);
  return (
    <PageFrame title={`${kindNames[kind]} · ${t('manual.title')}`}>
      <div className={styles.page}>
        <Link to="/admin" className={buttonClass({ variant: 'quiet' })}>
          <ArrowLeft size={18} className="mirrorRtl" aria-hidden="true" />
          {t('manual.back')}
        </Link>
        <h1>{t('manual.title')}</h1>
        <nav className={styles.section} aria-label={t('manual.which')}>
          <div className={styles.kinds}>
            {kinds.map((other) => (
              <Link key={other} to="/admin/connect/$lms" params={{ lms: other }} aria-current={other === kind ? 'page' : undefined}>
                {kindNames[other]}
              </Link>
            ))}
          </div>
        </nav>
        <ManualSetup kind={kind} onConnected={() => void navigate({ to: '/admin' })} />
      </div>
    </PageFrame>
  );
}
