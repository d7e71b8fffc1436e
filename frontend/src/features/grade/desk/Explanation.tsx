import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import type { DeskCompletion, DeskScore, ScorePart } from './desk';
import styles from './desk.module.css';

const known = ['presence', 'forgiven', 'minimum', 'full_at', 'poll', 'chat', 'hand', 'floor', 'talk', 'board', 'quiz'] as const;
type Known = (typeof known)[number];

function nameOf(part: ScorePart): Known | null {
  return known.find((name) => name === part.name) ?? null;
}

/** What a score was computed from: intervals, counts, weights, steps of the policy. */
export function Parts({ parts }: { parts: readonly ScorePart[] }) {
  const { t } = useTranslation();
  if (parts.length === 0) return <p className={styles.under}>{t('desk.noParts')}</p>;
  return (
    <ul className={styles.parts}>
      {parts.map((part) => (
        <li key={part.name}>
          <PartView part={part} />
        </li>
      ))}
    </ul>
  );
}

function PartView({ part }: { part: ScorePart }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = nameOf(part);
  if (!name) return null;
  return (
    <>
      <p className={styles.partHead}>
        <b>{t(`desk.part.${name}`)}</b>
        <span>{describe()}</span>
        {part.weight > 0 && <span className={styles.under}>{t('desk.weighs', { weight: format.percent(part.weight), share: format.percent(part.share) })}</span>}
      </p>
      {part.weight > 0 && <progress className={styles.bar} max={1} value={part.share} aria-label={t(`desk.part.${name}`)} />}
      {part.intervals.length > 0 && (
        <ul className={styles.times}>
          {part.intervals.map((interval) => (
            <li key={interval.start}>{t('report.fromTo', format.span(interval.start, interval.end))}</li>
          ))}
        </ul>
      )}
      {part.times.length > 0 && <p className={styles.under}>{format.list(part.times.slice(0, 20).map((at) => format.time(at)))}</p>}
    </>
  );

  function describe(): string {
    switch (name) {
      case 'presence':
        return t('desk.partPresence', { time: format.duration(part.count), total: format.duration(part.of), share: format.percent(part.share) });
      case 'forgiven':
        return `+ ${format.percent(part.share)}`;
      case 'minimum':
      case 'full_at':
        return t('desk.partThreshold', { share: format.percent(part.share), needed: format.percent(part.of) });
      default:
        return t('desk.partCount', { number: format.number(part.count), of: format.number(part.of) });
    }
  }
}

/** What somebody decided, and what becomes of a score on its way. */
export function ScoreNotes({ score }: { score: DeskScore }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decided = score.override ?? score.excused;
  return (
    <>
      {score.excused && <p>{t('desk.excusedBecause', { reason: score.excused.reason, at: format.dateTime(score.excused.at) })}</p>}
      {score.override && <p>{t('grade.overridden', { reason: score.override.reason, at: format.dateTime(score.override.at) })}</p>}
      {decided && score.computedGiven !== null && <p className={styles.under}>{t('desk.computedWas', { score: format.number(score.computedGiven), maximum: format.number(score.scoreMaximum) })}</p>}
      {score.comment && !score.excused && (
        <p className={styles.under}>
          <bdi dir="auto">{score.comment}</bdi>
        </p>
      )}
      {score.lastError && <p className={score.state === 'failed' ? styles.failed : styles.under}>{[score.lastError, score.mend].filter(Boolean).join(' ')}</p>}
    </>
  );
}

const conditions = ['attended', 'watched', 'quiz'] as const;

/** Completion is judged by a rule of its own, and is no score. */
export function CompletionView({ completion }: { completion: DeskCompletion }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className={styles.times}>
      {completion.conditions.map((condition) => {
        const name = conditions.find((one) => one === condition.name);
        return (
          name && (
            <li key={name}>
              {t(`desk.condition.${name}`, { share: format.percent(condition.share), needed: format.percent(condition.needed) })} · {t(condition.met ? 'desk.met' : 'desk.notMet')}
            </li>
          )
        );
      })}
    </ul>
  );
}
