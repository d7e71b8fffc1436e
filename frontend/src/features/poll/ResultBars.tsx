import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { cx } from '@/shared/ui/classes';
import styles from './poll.module.css';
import { barsOf, type Bar } from './tally';
import { useChoiceText } from './usePolls';
import type { Poll, PollTally } from './wire';

/** A bar for each choice, with its number in words beside it. */
export function ResultBars({ poll, tally }: { poll: Poll; tally: PollTally }) {
  const textOf = useChoiceText(poll);
  return (
    <ul className={styles.bars}>
      {barsOf(poll, tally).map((bar) => (
        <BarRow key={bar.id} bar={bar} text={textOf(bar)} ordering={poll.kind === 'ordering'} most={poll.options.length} />
      ))}
    </ul>
  );
}

function BarRow({ bar, text, ordering, most }: { bar: Bar; text: string; ordering: boolean; most: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const value = ordering
    ? bar.mean === null
      ? '–'
      : t('poll.meanPlace', { place: format.number(bar.mean) })
    : t('poll.barValue', { votes: format.number(bar.count), share: format.percent(bar.share) });
  // The earlier an option stands in the mean, the longer its bar.
  const length = ordering ? (bar.mean === null ? 0 : (most + 1 - bar.mean) / most) : bar.share;
  return (
    <li className={styles.bar}>
      <span className={styles.barText}>
        {bar.right && <Check size={16} role="img" aria-label={t('poll.isRight')} className={styles.right} />}
        <bdi dir="auto">{text}</bdi>
        {bar.mine && <span className={styles.mine}> {t('poll.isMine')}</span>}
      </span>
      <span className={styles.barValue}>{value}</span>
      <span className={styles.track} aria-hidden="true">
        <span className={cx(styles.fill, bar.right && styles.fillRight)} style={{ inlineSize: `${length * 100}%` }} />
      </span>
    </li>
  );
}
