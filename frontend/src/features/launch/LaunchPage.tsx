import { useEffect, useState } from 'react';
import { Link2Off, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { useServices } from '@/shared/api/services';
import type { TokenAnswer } from '@/shared/api/types';
import { followLaunchLocale } from '@/shared/i18n/i18n';
import { isFramed } from '@/shared/media/policy';
import { Button, LinkButton } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import { MessagePage } from '@/shared/ui/MessagePage';
import { FramedPage } from './FramedPage';
import { codeFromHash, Exchange } from './launch';

type Step = { kind: 'working' } | { kind: 'framed'; answer: TokenAnswer } | { kind: 'failed'; error: unknown } | { kind: 'no_code' };

export function LaunchPage({ onEnter }: { onEnter: (answer: TokenAnswer) => void }) {
  const { t } = useTranslation();
  const { api, login } = useServices();
  const [exchange] = useState(() => new Exchange(api));
  const [code] = useState(() => codeFromHash(window.location.hash));
  const known = login.getSnapshot().answer;
  const [step, setStep] = useState<Step>(() => (code || known ? { kind: 'working' } : { kind: 'no_code' }));
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    const proceed = (answer: TokenAnswer) => {
      if (!current) return;
      // Only a class needs more than a frame has.
      if (isFramed() && answer.page === 'class') setStep({ kind: 'framed', answer });
      else onEnter(answer);
    };
    const arrive = async () => {
      // A code in the address bar would end up in the history and in screenshots.
      window.history.replaceState(window.history.state, '', window.location.pathname);
      const stored = login.getSnapshot().answer;
      if (!code) {
        if (stored) proceed(stored);
        return;
      }
      try {
        const answer = await exchange.run(code);
        login.save(answer);
        await followLaunchLocale(answer.locale);
        proceed(answer);
      } catch (error) {
        if (current) setStep({ kind: 'failed', error });
      }
    };
    void arrive();
    return () => {
      current = false;
    };
  }, [attempt, code, exchange, login, onEnter]);

  if (step.kind === 'working') return <Loading page label={t('launch.opening')} />;
  if (step.kind === 'framed') return <FramedPage answer={step.answer} onContinue={() => onEnter(step.answer)} />;
  const retry = () => {
    setStep({ kind: 'working' });
    setAttempt((n) => n + 1);
  };
  return <LaunchProblem error={step.kind === 'failed' ? step.error : null} returnUrl={known?.returnUrl ?? ''} onRetry={retry} />;
}

function LaunchProblem({ error, returnUrl, onRetry }: { error: unknown; returnUrl: string; onRetry: () => void }) {
  const { t } = useTranslation();
  const code = error === null ? 'no_code' : codeOf(error);
  const offline = code === 'offline' || code === 'unavailable' || code === 'internal' || code === 'rate_limited';
  const cause = offline || code === 'no_code' || code === 'code_used' ? code : 'code_unknown';
  return (
    <MessagePage
      icon={offline ? <WifiOff size={24} /> : <Link2Off size={24} />}
      title={offline ? t('launch.offlineTitle') : t('launch.againTitle')}
      actions={
        <>
          {offline && (
            <Button variant="primary" onClick={onRetry}>
              {t('common.tryAgain')}
            </Button>
          )}
          {returnUrl && (
            <LinkButton variant={offline ? 'secondary' : 'primary'} href={returnUrl} target="_top">
              {t('common.backToCourse')}
            </LinkButton>
          )}
        </>
      }
    >
      <p>{offline ? t(`problem.${code}`) : t(`launch.cause.${cause === 'no_code' || cause === 'code_used' ? cause : 'code_unknown'}`)}</p>
      {!offline && <p>{t('launch.again')}</p>}
    </MessagePage>
  );
}
