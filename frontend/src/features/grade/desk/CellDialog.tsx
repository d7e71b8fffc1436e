import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import { LookMark } from './CellView';
import { DecideForm } from './DecideForm';
import { CompletionView, Parts, ScoreNotes } from './Explanation';
import { lookOf, type Desk, type DeskCell, type DeskColumn, type DeskLearner } from './desk';
import { usePerson, type DeskActs } from './deskApi';
import styles from './desk.module.css';

interface Props {
  sessionId: string;
  desk: Desk;
  learner: DeskLearner;
  cell: DeskCell;
  column: DeskColumn;
  acts: DeskActs;
  mayDecide: boolean;
  maySend: boolean;
  onClose: () => void;
}

/** Why a cell says what it says, and what a teacher can do about it. */
export function CellDialog({ sessionId, desk, learner, cell, column, acts, mayDecide, maySend, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const person = usePerson(sessionId, learner.userId, false);
  const [deciding, setDeciding] = useState<'override' | 'excuse' | null>(null);
  const { score, lms } = cell;
  const parts = person.data?.activities.find((one) => one.activity === cell.activity)?.parts ?? [];
  const id = { userId: learner.userId, activity: cell.activity };
  const error = acts.override.error ?? acts.excuse.error ?? acts.reset.error ?? acts.send.error;
  return (
    <Dialog isOpen onClose={onClose} title={t('desk.cellTitle', { name: learner.name, activity: t(`desk.activity.${column.activity}`) })} keepsInput={deciding !== null}>
      <div className={styles.facts}>
        <p className={styles.big}>
          {score && !score.excused ? t('grade.ofMaximum', { score: format.number(score.scoreGiven), maximum: format.number(score.scoreMaximum) }) : '–'} <LookMark look={lookOf(cell)} />
        </p>
        {score && <ScoreNotes score={score} />}
        <p className={styles.under}>
          {cell.readAt
            ? lms
              ? t('desk.lmsHas', { score: format.number(lms.scoreGiven), maximum: format.number(lms.scoreMaximum), at: format.dateTime(cell.readAt) })
              : t('desk.lmsHasNothing', { at: format.dateTime(cell.readAt) })
            : t('desk.lmsUnread')}
          {cell.sent && ` ${t('desk.sentLast', { score: format.number(cell.sent.scoreGiven), at: cell.sent.at ? format.dateTime(cell.sent.at) : '' })}`}
        </p>
        {cell.change !== '' && <p>{t(cell.change === 'removed' ? 'desk.removedInLms' : 'desk.changedInLms')}</p>}
      </div>
      {deciding ? (
        <DecideForm key={deciding} kind={deciding} desk={desk} cell={cell} maximum={column.cellMaximum} acts={acts} learner={learner} onDone={() => setDeciding(null)} />
      ) : (
        <>
          <section className={styles.why}>
            <h3>{t('desk.why')}</h3>
            {person.error ? <Problem error={person.error} retry={() => void person.refetch()} /> : person.data ? <Parts parts={parts} /> : <Loading label={t('common.loading')} />}
            {person.data?.completion && (
              <>
                <h3>{t('desk.completion')}</h3>
                <CompletionView completion={person.data.completion} />
              </>
            )}
          </section>
          {error && <Problem error={error} />}
          <DialogActions>
            {mayDecide && (score?.override || score?.excused) && (
              <Button variant="quiet" busy={acts.reset.isPending} onClick={() => acts.reset.mutate(id, { onSuccess: onClose })}>
                {t('desk.reset')}
              </Button>
            )}
            {mayDecide && <Button onClick={() => setDeciding('override')}>{t('desk.override')}</Button>}
            {mayDecide && score && !score.excused && <Button onClick={() => setDeciding('excuse')}>{t('desk.excuse')}</Button>}
            {maySend && score && !score.excused && score.state !== 'queued' && (score.state !== 'sent' || cell.change !== '') && (
              <Button busy={acts.send.isPending} onClick={() => acts.send.mutate([id], { onSuccess: onClose })}>
                {t(cell.change === '' ? 'desk.sendThis' : 'desk.sendAnyway')}
              </Button>
            )}
            <Button variant="primary" onClick={onClose}>
              {t('common.close')}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}
