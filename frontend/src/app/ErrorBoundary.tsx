import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Bug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ApiClient } from '@/shared/api/client';
import { Button } from '@/shared/ui/Button';
import { MessagePage } from '@/shared/ui/MessagePage';

interface Props {
  api: ApiClient;
  children: ReactNode;
}

/** The last net: tells the server, offers to load the page anew. The login survives a reload. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    this.props.api.reportError(error.name, info.componentStack?.trim().split('\n')[0] ?? '');
  }

  override render() {
    return this.state.failed ? <CrashPage /> : this.props.children;
  }
}

export function CrashPage() {
  const { t } = useTranslation();
  return (
    <MessagePage
      icon={<Bug size={24} />}
      title={t('error.crashTitle')}
      actions={
        <Button variant="primary" onClick={() => window.location.reload()}>
          {t('error.reload')}
        </Button>
      }
    >
      <p>{t('error.crash')}</p>
    </MessagePage>
  );
}
