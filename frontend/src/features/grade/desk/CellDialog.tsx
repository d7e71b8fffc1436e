import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField, TextField } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import { parseScore } from '../score';
import { LookMark } from './CellView';
import { CompletionView, Parts, ScoreNotes } from './Explanation';
import { lookOf, type DeskCell, type DeskColumn, type DeskLearner } from './desk';
import { usePerson, type DeskActs } from './deskApi';
import styles from './desk.module.css';

interface Props {
  sessionId: string;
  learner: DeskLearner;
  cell: DeskCell;
  column: DeskColumn;
  acts: DeskActs;
  mayDecide: boolean;
  maySend: boolean;
  onClose: () => void;
}

/** Why a cell says what it says, and what a teacher can do about it. */
export function CellDialog({ sessionId, learner, cell, column, acts, mayDecide, maySend, onClose }: Props) {
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
        <DecideForm key={deciding} kind={deciding} cell={cell} maximum={column.cellMaximum} acts={acts} userId={learner.userId} onDone={() => setDeciding(null)} />
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

interface FormProps {
  kind: 'override' | 'excuse';
  cell: DeskCell;
  maximum: number;
  acts: DeskActs;
  userId: string;
  onDone: () => void;
}

function DecideForm({ kind, cell, maximum, acts, userId, onDone }: FormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [score, setScore] = useState(cell.score && !cell.score.excused ? String(cell.score.scoreGiven) : '');
  const [reason, setReason] = useState(cell.score?.override?.reason ?? cell.score?.excused?.reason ?? '');
  const [tried, setTried] = useState(false);
  const parsed = parseScore(score, maximum);
  const problem = kind === 'override' && 'problem' in parsed ? parsed.problem : null;
  const act = kind === 'override' ? acts.override : acts.excuse;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem || reason.trim() === '') return;
    const to = { userId, activity: cell.activity, reason: reason.trim() };
    if (kind === 'excuse') acts.excuse.mutate(to, { onSuccess: onDone });
    else if ('score' in parsed) acts.override.mutate({ ...to, score: parsed.score }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <p>{t(kind === 'excuse' ? 'desk.excuseText' : 'desk.overrideText')}</p>
      {kind === 'override' && (
        <InputField
          label={t('grade.score', { maximum: format.number(maximum) })}
          inputMode="decimal"
          value={score}
          onChange={(event) => setScore(event.target.value)}
          error={tried && problem ? t(`grade.problem.${problem}`, { maximum: format.number(maximum) }) : undefined}
        />
      )}
      <TextField
        label={t('grade.reason')}
        hint={t('grade.reasonHint')}
        value={reason}
        maxLength={300}
        onChange={(event) => setReason(event.target.value)}
        error={tried && reason.trim() === '' ? t('grade.problem.reason') : undefined}
      />
      {act.error && <Problem error={act.error} />}
      <DialogActions>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={act.isPending}>
          {t(kind === 'excuse' ? 'desk.excuse' : 'grade.save')}
        </Button>
      </DialogActions>
    </form>
  );
}
