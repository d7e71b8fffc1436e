import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import { Completed } from './DeskGrid';
import { CompletionView, Parts, ScoreNotes } from './Explanation';
import { usePerson } from './deskApi';
import type { Activity } from './desk';
import styles from './desk.module.css';

const activities: readonly Activity[] = ['attendance', 'participation', 'quiz', 'breakout', 'manual'];

/** A learner's own scores with what made them, during the class and after it. */
export function OwnGrades({ sessionId, userId, live, moving }: { sessionId: string; userId: string; live: boolean; moving: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const person = usePerson(sessionId, userId, live ? 15_000 : moving && 5_000);
  if (!person.data) return person.error ? <Problem error={person.error} retry={() => void person.refetch()} /> : <Loading label={t('common.loading')} />;
  const { activities: scores, completion, review } = person.data;
  return (
    <section className={styles.own} aria-labelledby="own-grades-title">
      <h2 id="own-grades-title">{t('desk.ownTitle')}</h2>
      {live && <p className={styles.under}>{t('desk.ownLive')}</p>}
      {scores.length === 0 && <p>{t('desk.ownNone')}</p>}
      {scores.map(({ activity, score, parts }) => {
        const name = activities.find((one) => one === activity);
        return (
          name &&
          score && (
            <article key={activity} className={styles.ownCard}>
              <h3>{t(`desk.activity.${name}`)}</h3>
              <p className={styles.big}>{score.excused ? '–' : t('grade.ofMaximum', { score: format.number(score.scoreGiven), maximum: format.number(score.scoreMaximum) })}</p>
              {review && score.held && <p className={styles.under}>{t('desk.ownHeld')}</p>}
              <ScoreNotes score={score} />
              <Parts parts={parts} />
            </article>
          )
        );
      })}
      {completion && (
        <article className={styles.ownCard}>
          <h3>{t('desk.completion')}</h3>
          <Completed done={completion.completed} />
          <CompletionView completion={completion} />
        </article>
      )}
    </section>
  );
}
