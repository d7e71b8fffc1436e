import { FileQuestion, Link2Off, Lock, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiError, codeOf } from '@/shared/api/apiError';
import { useLogin } from '@/shared/api/services';
import { Button, LinkButton } from '@/shared/ui/Button';
import { MessagePage } from '@/shared/ui/MessagePage';

/** A page that could not be loaded at all. */
export function ErrorPage({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const { answer } = useLogin();
  const code = codeOf(error);
  if (code === 'unauthorized') return <LaunchAgainPage />;
  const course = answer?.returnUrl && (
    <LinkButton href={answer.returnUrl} target="_top">
      {t('common.backToCourse')}
    </LinkButton>
  );
  const requestId = error instanceof ApiError && error.requestId ? t('problem.requestId', { id: error.requestId }) : undefined;
  if (code === 'forbidden') return <MessagePage icon={<Lock size={24} />} title={t('error.forbiddenTitle')} actions={course}><p>{t('error.forbidden')}</p></MessagePage>;
  if (code === 'not_found') return <MessagePage icon={<FileQuestion size={24} />} title={t('error.notFoundTitle')} actions={course}><p>{t('error.notFound')}</p></MessagePage>;
  return (
    <MessagePage
      icon={<WifiOff size={24} />}
      title={t('error.loadTitle')}
      code={requestId}
      actions={
        <>
          {retry && (
            <Button variant="primary" onClick={retry}>
              {t('common.tryAgain')}
            </Button>
          )}
          {course}
        </>
      }
    >
      <p>{t(`problem.${code}`)}</p>
    </MessagePage>
  );
}

/** The login of this tab is over, or there never was one. */
export function LaunchAgainPage() {
  const { t } = useTranslation();
  const { answer } = useLogin();
  return (
    <MessagePage
      icon={<Link2Off size={24} />}
      title={answer ? t('error.expiredTitle') : t('launch.againTitle')}
      actions={
        answer?.returnUrl && (
          <LinkButton variant="primary" href={answer.returnUrl} target="_top">
            {t('common.backToCourse')}
          </LinkButton>
        )
      }
    >
      <p>{t('launch.again')}</p>
    </MessagePage>
  );
}
