import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { cx } from '@/shared/ui/classes';
import styles from './poll.module.css';
import { ResultBars } from './ResultBars';
import { meanOf } from './tally';
import { usePollName } from './usePolls';
import { WordCloud } from './WordCloud';
import type { Poll } from './wire';

interface Props {
  poll: Poll;
  /** For the stage, where everybody looks from afar. */
  large?: boolean;
  /** Staff: takes an answer in words from the learners' sight, or brings it back. */
  onHide?: (key: string, hidden: boolean) => void;
}

/** What was answered: bars with their numbers, or words. */
export function PollResults({ poll, large = false, onHide }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = usePollName();
  const { tally } = poll;
  const words = poll.kind === 'text' || poll.kind === 'word_cloud';
  const mean = tally ? meanOf(poll, tally) : null;
  return (
    <section className={cx(styles.results, large && styles.large)} aria-label={large ? `${t('poll.onStage')}: ${nameOf(poll)}` : t('poll.resultsOf', { name: nameOf(poll) })}>
      {large && (
        <h2 className={styles.question} dir="auto">
          {nameOf(poll)}
        </h2>
      )}
      {!tally && <p className={styles.quiet}>{t('poll.resultsHidden')}</p>}
      {tally && (words ? <WordCloud poll={poll} tally={tally} onHide={onHide} /> : <ResultBars poll={poll} tally={tally} />)}
      {tally && (
        <p className={styles.quiet}>
          {t('poll.votes', { count: tally.voted })}
          {mean !== null && ` · ${t('poll.mean', { value: format.number(mean) })}`}
          {tally.right !== undefined && ` · ${t('poll.rightOnes', { count: tally.right })}`}
        </p>
      )}
    </section>
  );
}
