import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { DialogActions } from '@/shared/ui/Dialog';
import { InputField, TextField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import { parseScore } from '../score';
import { groupsOf, type Desk, type DeskCell, type DeskLearner } from './desk';
import type { DeskActs } from './deskApi';
import { GroupChoice } from './GroupChoice';
import styles from './desk.module.css';

interface Props {
  kind: 'override' | 'excuse';
  desk: Desk;
  cell: DeskCell;
  maximum: number;
  acts: DeskActs;
  learner: DeskLearner;
  onDone: () => void;
}

/** A teacher's own score with a reason, for one person or all of their group, or why a class doesn't count for them. */
export function DecideForm({ kind, desk, cell, maximum, acts, learner, onDone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [score, setScore] = useState(cell.score && !cell.score.excused ? String(cell.score.scoreGiven) : '');
  const [reason, setReason] = useState(cell.score?.override?.reason ?? cell.score?.excused?.reason ?? '');
  const [group, setGroup] = useState('');
  const [tried, setTried] = useState(false);
  const groups = kind === 'override' ? groupsOf(desk, learner.userId, cell.activity) : [];
  const parsed = parseScore(score, maximum);
  const problem = kind === 'override' && 'problem' in parsed ? parsed.problem : null;
  const act = kind === 'excuse' ? acts.excuse : group ? acts.mark : acts.override;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem || reason.trim() === '') return;
    const to = { userId: learner.userId, activity: cell.activity, reason: reason.trim() };
    if (kind === 'excuse') acts.excuse.mutate(to, { onSuccess: onDone });
    else if ('score' in parsed && group) acts.mark.mutate({ ...to, group, score: parsed.score }, { onSuccess: onDone });
    else if ('score' in parsed) acts.override.mutate({ ...to, score: parsed.score }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <p>{t(kind === 'excuse' ? 'desk.excuseText' : 'desk.overrideText')}</p>
      {groups.length > 0 && <GroupChoice name={learner.name} groups={groups} value={group} onChange={setGroup} />}
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
