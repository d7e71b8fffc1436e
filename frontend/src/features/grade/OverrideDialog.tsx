import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GradeLine } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField, TextField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import { useOverride } from './api';
import { parseScore } from './score';

interface Props {
  sessionId: string;
  line: GradeLine | null;
  onClose: () => void;
}

/** A teacher's own score with a reason. It stays whatever is computed later. */
export function OverrideDialog({ sessionId, line, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={line !== null} onClose={onClose} title={t('grade.overrideTitle', { name: line?.name ?? '' })} keepsInput>
      {line && <OverrideForm sessionId={sessionId} line={line} onClose={onClose} />}
    </Dialog>
  );
}

function OverrideForm({ sessionId, line, onClose }: { sessionId: string; line: GradeLine; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { set, remove } = useOverride(sessionId);
  const [score, setScore] = useState(String(line.override?.scoreGiven ?? line.scoreGiven));
  const [reason, setReason] = useState(line.override?.reason ?? '');
  const [tried, setTried] = useState(false);
  const parsed = parseScore(score, line.scoreMaximum);
  const problem = 'problem' in parsed ? parsed.problem : null;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ('problem' in parsed || reason.trim() === '') return;
    set.mutate({ line, score: parsed.score, reason: reason.trim() }, { onSuccess: onClose });
  };
  const maximum = format.number(line.scoreMaximum);
  return (
    <form onSubmit={submit} noValidate style={{ display: 'grid', gap: 16 }}>
      <p>{t('grade.overrideText')}</p>
      <InputField
        label={t('grade.score', { maximum })}
        inputMode="decimal"
        value={score}
        onChange={(event) => setScore(event.target.value)}
        error={tried && problem ? t(`grade.problem.${problem}`, { maximum }) : undefined}
      />
      <TextField
        label={t('grade.reason')}
        hint={t('grade.reasonHint')}
        value={reason}
        maxLength={300}
        onChange={(event) => setReason(event.target.value)}
        error={tried && reason.trim() === '' ? t('grade.problem.reason') : undefined}
      />
      {set.error && <Problem error={set.error} />}
      {remove.error && <Problem error={remove.error} />}
      <DialogActions>
        {line.override && (
          <Button variant="quiet" busy={remove.isPending} onClick={() => remove.mutate(line, { onSuccess: onClose })}>
            {t('grade.removeOverride')}
          </Button>
        )}
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={set.isPending}>
          {t('grade.save')}
        </Button>
      </DialogActions>
    </form>
  );
}
