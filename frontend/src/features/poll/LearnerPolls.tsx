import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { quizSum } from './grade';
import { LearnerCard } from './LearnerCard';
import styles from './poll.module.css';
import type { Polls } from './polls';
import { usePollsState } from './usePolls';

/** The polls of the class for whoever answers them: what is open, then what was, newest first. */
export function LearnerPolls({ polls, canVote }: { polls: Polls; canVote: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = usePollsState(polls.model);
  const newest = state.polls.toReversed();
  const sum = canVote ? quizSum(state.polls) : null;
  if (state.polls.length === 0) return <p className={styles.empty}>{t('poll.noneYet')}</p>;
  return (
    <>
      {sum && (
        <p className={styles.sum}>
          {t('poll.quizSum', { given: format.number(sum.given), maximum: format.number(sum.maximum), count: sum.questions })}
        </p>
      )}
      {[...newest.filter((poll) => poll.state === 'open'), ...newest.filter((poll) => poll.state === 'closed')].map((poll) => (
        <LearnerCard key={poll.pollId} polls={polls} poll={poll} canVote={canVote} />
      ))}
    </>
  );
}
