import { Component, Suspense, type ErrorInfo, type ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '@/shared/api/client';
import { useApi } from '@/shared/api/services';
import { Button } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import styles from './class.module.css';

interface Props {
  /** Shows nothing while it loads and where it failed: for what floats or stands in the header. */
  quiet?: boolean;
  children: ReactNode;
}

/** A part of the class page that loads and fails by itself: audio, video and the rest go on. */
export function Compartment({ quiet = false, children }: Props) {
  const { t } = useTranslation();
  const api = useApi();
  return (
    <Bulkhead api={api} instead={quiet ? null : <Broken />}>
      <Suspense fallback={quiet ? null : <Loading label={t('common.loading')} />}>{children}</Suspense>
    </Bulkhead>
  );
}

class Bulkhead extends Component<{ api: ApiClient; instead: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    this.props.api.reportError(error.name, info.componentStack?.trim().split('\n')[0] ?? '');
  }

  override render() {
    return this.state.failed ? this.props.instead : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <div className={styles.broken} role="alert">
      <TriangleAlert size={24} aria-hidden="true" />
      <p>{t('panel.broken')}</p>
      <Button size="small" onClick={() => window.location.reload()}>
        {t('error.reload')}
      </Button>
    </div>
  );
}
