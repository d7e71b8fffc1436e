import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Problem } from '@/shared/ui/Problem';
import type { PollApi } from './api';
import { download } from './download';
import { quizSum } from './grade';
import { OwnState } from './OwnState';
import styles from './poll.module.css';
import { PollResults } from './PollResults';
import { useAct, usePollName } from './usePolls';

interface Props {
  api: PollApi;
  sessionId: string;
  teaches: boolean;
}

/** The polls of a class that is over, as far as the person may see them. Nothing where there were none. */
export function SessionPolls({ api, sessionId, teaches }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = usePollName();
  const { act, busy } = useAct();
  const { data, error, refetch, isFetching } = useQuery({ queryKey: ['sessionPolls', sessionId], queryFn: ({ signal }) => api.history(sessionId, signal) });
  if (error) return <Problem error={error} retry={() => void refetch()} busy={isFetching} />;
  if (!data || data.length === 0) return null;
  const sum = teaches ? null : quizSum(data);
  return (
    <section className={styles.form} aria-labelledby="session-polls">
      <div className={styles.sectionHead}>
        <h2 id="session-polls">{t('poll.title')}</h2>
        {teaches && (
          <Button size="small" busy={busy} onClick={() => void act(async () => download(await api.results(sessionId), 'polls.csv'))}>
            <Download size={16} aria-hidden="true" />
            {t('poll.exportResults')}
          </Button>
        )}
      </div>
      {sum && <p className={styles.sum}>{t('poll.quizSum', { given: format.number(sum.given), maximum: format.number(sum.maximum), count: sum.questions })}</p>}
      {data.map((poll) => (
        <article key={poll.pollId} className={styles.card} aria-label={nameOf(poll)}>
          <h3 className={styles.question} dir="auto">
            {nameOf(poll)}
          </h3>
          {!teaches && <OwnState poll={poll} sending={undefined} writes={false} onChange={null} />}
          <PollResults poll={poll} />
        </article>
      ))}
    </section>
  );
}
