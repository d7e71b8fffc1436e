import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useServices } from '@/shared/api/services';
import { useWords } from '@/shared/i18n/useWords';
import { buttonClass } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { ChangeList } from '@/features/roster/list/ChangeList';
import { GroupList } from '@/features/roster/list/GroupList';
import { PeopleTable } from '@/features/roster/list/PeopleTable';
import { RefreshCard } from '@/features/roster/list/RefreshCard';
import { RosterApi } from '@/features/roster/list/rosterApi';
import styles from '@/features/roster/list/list.module.css';
import { ErrorPage } from '../ErrorPage';

/** How often the page looks whether the course has answered. */
const askedEvery = 1_500;
const otherwise = 60_000;

/** Who is and was of a class, for staff. */
export function PeoplePage() {
  const { t } = useTranslation('roster');
  const { t: common } = useTranslation();
  const { login } = useServices();
  const { announcer } = useFeedback();
  const { classroomId } = useParams({ from: '/c/$classroomId/people' });
  const client = useQueryClient();
  const [api] = useState(() => new RosterApi(login));
  const ready = useWords('roster');
  const key = ['people', classroomId];
  const page = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.people(classroomId, signal),
    refetchInterval: ({ state }) => (state.data?.refresh.running ? askedEvery : otherwise),
  });
  const refresh = useMutation({
    mutationFn: () => api.refresh(classroomId),
    onSuccess: (data) => {
      client.setQueryData(key, data);
      announcer.say(t(data.refresh.failure ? 'refresh.failedTitle' : 'refresh.fresh'));
    },
  });
  if (page.error && !page.data) return <ErrorPage error={page.error} retry={() => void page.refetch()} />;
  if (!ready || !page.data) return <Loading page label={common('common.loading')} />;
  return (
    <PageFrame title={t('title')}>
      <div className={styles.head}>
        <div className={styles.titleRow}>
          <h1>{t('title')}</h1>
          <Link to="/c/$classroomId" params={{ classroomId }} className={buttonClass({ variant: 'quiet' })}>
            {common('report.toClassroom')}
          </Link>
        </div>
        <p className={styles.note}>{t('intro')}</p>
      </div>
      <RefreshCard refresh={page.data.refresh} onRefresh={() => refresh.mutate()} busy={refresh.isPending} error={refresh.error} />
      <div className={styles.columns}>
        {page.data.people.length === 0 ? (
          <section className={styles.card}>
            <p>{t(page.data.refresh.running ? 'loading' : 'empty')}</p>
          </section>
        ) : (
          <PeopleTable page={page.data} />
        )}
        <div className={styles.side}>
          <GroupList page={page.data} />
          <ChangeList page={page.data} />
        </div>
      </div>
    </PageFrame>
  );
}
