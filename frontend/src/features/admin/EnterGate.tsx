import { useEffect, useState, type ReactNode } from 'react';
import { KeyRound, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiError, codeOf } from '@/shared/api/apiError';
import { Button } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import { MessagePage } from '@/shared/ui/MessagePage';
import { useAdmin, useAdminLogin } from './adminContext';
import styles from './admin.module.css';

/** What is typed on the server; it is the same in every language. */
const command = 'lectern admin link';

type Step = { kind: 'working' } | { kind: 'asked'; why: 'text' | 'used' | 'expired' } | { kind: 'offline' };

function takeCode(): string | null {
  const code = new URLSearchParams(window.location.hash.replace(/^#/, '')).get('code');
  // A code in the address bar would end up in the history and in screenshots.
  if (code) window.history.replaceState(window.history.state, '', window.location.pathname);
  return code;
}

/** Exchanges the code of a link for the administrator's token; without either it says how to get a link. */
export function EnterGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const { api, login } = useAdmin();
  const known = useAdminLogin();
  const [code] = useState(takeCode);
  const [step, setStep] = useState<Step>(code ? { kind: 'working' } : { kind: 'asked', why: 'text' });
  const [running, setRunning] = useState<Promise<void> | null>(null);
  useEffect(() => {
    if (step.kind !== 'working' || !code || running) return;
    const enter = async () => {
      try {
        login.save(await api.enter(code));
        setStep({ kind: 'asked', why: 'text' });
      } catch (error) {
        setRunning(null);
        if (error instanceof ApiError && error.retryable) setStep({ kind: 'offline' });
        else setStep({ kind: 'asked', why: codeOf(error) === 'code_used' ? 'used' : 'expired' });
      }
    };
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the code works once, so the exchange must not begin twice
    setRunning(enter());
  }, [api, code, login, running, step.kind]);
  if (step.kind === 'working') return <Loading page label={t('enter.opening')} />;
  if (step.kind === 'offline') {
    const retry = (
      <Button variant="primary" onClick={() => setStep({ kind: 'working' })}>
        {common('common.tryAgain')}
      </Button>
    );
    return <MessagePage icon={<WifiOff size={24} />} title={t('enter.title')} actions={retry}><p>{t('enter.offline')}</p></MessagePage>;
  }
  if (known) return children;
  return (
    <MessagePage icon={<KeyRound size={24} />} title={t('enter.title')}>
      <p>{t(`enter.${step.why}`)}</p>
      <p>
        <code className={styles.command} dir="ltr">{command}</code>
      </p>
    </MessagePage>
  );
}
