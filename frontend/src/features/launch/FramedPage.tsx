import { useState } from 'react';
import { AppWindow, ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/shared/api/services';
import type { TokenAnswer } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { mediaSupported, pageAllows } from '@/shared/media/policy';
import { Button, LinkButton } from '@/shared/ui/Button';
import { MessagePage } from '@/shared/ui/MessagePage';
import { Problem } from '@/shared/ui/Problem';
import { openInOwnTab, type Opened } from './launch';

interface Props {
  answer: TokenAnswer;
  onContinue: () => void;
}

/** Inside the LMS's frame: says what can't work here and opens the class in its own tab. */
export function FramedPage({ answer, onContinue }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const [result, setResult] = useState<Opened | null>(null);
  const [busy, setBusy] = useState(false);
  const missing = missingFeatures();
  const canStay = mediaSupported() && pageAllows('camera') && pageAllows('microphone');

  const open = async () => {
    setBusy(true);
    setResult(await openInOwnTab(() => api.handoff()));
    setBusy(false);
  };

  if (result?.kind === 'opened') {
    return (
      <MessagePage icon={<ExternalLink size={24} />} title={t('launch.openedTitle')} actions={<Button onClick={() => void open()} busy={busy}>{t('launch.openAgain')}</Button>}>
        <p>{t('launch.opened')}</p>
      </MessagePage>
    );
  }
  return (
    <MessagePage
      icon={<AppWindow size={24} />}
      title={t('launch.framedTitle')}
      actions={
        <>
          {result?.kind === 'blocked' ? (
            <LinkButton variant="primary" href={result.href} target="_blank" onClick={() => setResult({ kind: 'opened' })}>
              <ExternalLink size={18} aria-hidden="true" />
              {t('launch.open')}
            </LinkButton>
          ) : (
            <Button variant="primary" onClick={() => void open()} busy={busy}>
              <ExternalLink size={18} aria-hidden="true" />
              {t('launch.open')}
            </Button>
          )}
          {canStay && <Button onClick={onContinue}>{t('launch.continueHere')}</Button>}
        </>
      }
    >
      <p>
        {t('launch.signedInAs')} <bdi dir="auto">{answer.me.name}</bdi>
      </p>
      <p>
        {missing.length > 0
          ? t('launch.framedMissing', { features: format.list(missing.map((feature) => t(`launch.feature.${feature}`))) })
          : t('launch.framedSmall')}
      </p>
      {result?.kind === 'blocked' && <p role="alert">{t('launch.popupBlocked')}</p>}
      {result?.kind === 'failed' && <Problem error={result.error} />}
    </MessagePage>
  );
}

function missingFeatures() {
  const features = [
    { key: 'camera', policy: 'camera' },
    { key: 'microphone', policy: 'microphone' },
    { key: 'screen', policy: 'display-capture' },
  ] as const;
  return features.filter(({ policy }) => !pageAllows(policy)).map(({ key }) => key);
}
