import { Eye, EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import styles from './poll.module.css';
import { weightOf } from './tally';
import type { Poll, PollTally } from './wire';

interface Props {
  poll: Poll;
  tally: PollTally;
  onHide?: (key: string, hidden: boolean) => void;
}

/** Answers in words: a cloud to look at, and a list with numbers for everybody else and for whoever may hide one. */
export function WordCloud({ poll, tally, onHide }: Props) {
  const { t } = useTranslation();
  const words = tally.words ?? [];
  const most = Math.max(0, ...words.map((word) => word.count));
  const cloud = poll.kind === 'word_cloud';
  if (words.length === 0) return <p className={styles.quiet}>{t('poll.noAnswers')}</p>;
  return (
    <>
      {cloud && (
        <p className={styles.cloud} aria-hidden="true">
          {words
            .filter((word) => !word.hidden)
            .map((word) => (
              <bdi key={word.key} dir="auto" style={{ fontSize: `${1 + weightOf(word.count, most) * 1.4}em` }}>
                {word.text}
              </bdi>
            ))}
        </p>
      )}
      <ul className={cx(styles.words, cloud && !onHide && 'srOnly')}>
        {words.map((word) => (
          <li key={word.key} className={cx(styles.word, word.hidden && styles.hidden)}>
            <span className={styles.wordText}>
              <bdi dir="auto">{word.text}</bdi>
              {word.hidden && <span className={styles.mine}> {t('poll.isHidden')}</span>}
            </span>
            <span className={styles.barValue}>{t('poll.times', { count: word.count })}</span>
            {onHide && (
              <Button variant="quiet" size="small" iconOnly onClick={() => onHide(word.key, !word.hidden)} aria-label={word.hidden ? t('poll.unhide', { text: word.text }) : t('poll.hide', { text: word.text })}>
                {word.hidden ? <Eye size={16} aria-hidden="true" /> : <EyeOff size={16} aria-hidden="true" />}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {tally.more > 0 && <p className={styles.quiet}>{t('poll.moreAnswers', { count: tally.more })}</p>}
    </>
  );
}
