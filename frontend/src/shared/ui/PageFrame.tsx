import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLogin } from '../api/services';
import { LinkButton } from './Button';
import styles from './pageFrame.module.css';

// The menu's code is larger than most pages; they are shown before it arrives.
const SettingsMenu = lazy(() => import('./SettingsMenu').then(({ SettingsMenu: component }) => ({ default: component })));

/** Header with the way back to the course and the settings; the content below. */
export function PageFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { answer } = useLogin();
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      <a className="skipLink" href="#main">
        {t('common.skip')}
      </a>
      <header className={styles.header}>
        <div className={styles.start}>
          {answer?.returnUrl ? (
            <LinkButton variant="quiet" href={answer.returnUrl} target="_top">
              <ArrowLeft size={18} className="mirrorRtl" aria-hidden="true" />
              {t('common.backToCourse')}
            </LinkButton>
          ) : (
            <span className={styles.brand}>{t('common.product')}</span>
          )}
        </div>
        <div className={styles.end}>
          {answer && (
            <bdi className={styles.name} dir="auto">
              {answer.me.name}
            </bdi>
          )}
          <Suspense fallback={<span className={styles.menuSpace} />}>
            <SettingsMenu />
          </Suspense>
        </div>
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </>
  );
}
