import { useState } from 'react';
import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/shared/api/apiError';
import { useLogin, useServices } from '@/shared/api/services';
import { useWords } from '@/shared/i18n/useWords';
import { Loading } from '@/shared/ui/Loading';
import { MessagePage } from '@/shared/ui/MessagePage';
import { PageFrame } from '@/shared/ui/PageFrame';
import { ChooseView } from '@/features/link/ChooseView';
import { LinkApi } from '@/features/link/linkApi';
import styles from '@/features/link/link.module.css';
import { SendForm } from '@/features/link/SendForm';
import { ErrorPage, LaunchAgainPage } from '../ErrorPage';

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: (failures, error) => failures < 2 && error instanceof ApiError && error.retryable, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
}

/** What a teacher adds to a course, in the LMS's frame or a window that it opened. */
export function ChoosePage() {
  const { t } = useTranslation();
  const { answer, expired } = useLogin();
  const [queries] = useState(createQueryClient);
  const ready = useWords('link');
  if (!answer || expired || answer.page !== 'choose') return <LaunchAgainPage />;
  if (!ready) return <Loading page label={t('common.loading')} />;
  return (
    <QueryClientProvider client={queries}>
      <Choose />
    </QueryClientProvider>
  );
}

function Choose() {
  const { t } = useTranslation('link');
  const { login } = useServices();
  const [api] = useState(() => new LinkApi(login));
  const choice = useQuery({ queryKey: ['choice'], queryFn: ({ signal }) => api.choice(signal), staleTime: Infinity });
  const answer = useMutation({ mutationFn: (items: readonly unknown[]) => api.answer(items) });
  if (answer.data !== undefined) return <SendForm code={answer.data} />;
  if (choice.error) return <ErrorPage error={choice.error} retry={() => void choice.refetch()} />;
  if (!choice.data) return <Loading page label={t('choose.loading')} />;
  if (choice.data.answered) {
    return (
      <MessagePage title={t('choose.answeredTitle')}>
        <p>{t('choose.answered')}</p>
      </MessagePage>
    );
  }
  return (
    <PageFrame title={t('choose.title')}>
      <div className={styles.head}>
        {choice.data.courseTitle && (
          <p className={styles.note}>
            <bdi dir="auto">{choice.data.courseTitle}</bdi>
          </p>
        )}
        <h1>{t('choose.title')}</h1>
        <p className={styles.note}>{t('choose.intro')}</p>
      </div>
      <ChooseView choice={choice.data} onAnswer={(items) => answer.mutate(items)} busy={answer.isPending} error={answer.error} />
    </PageFrame>
  );
}
