import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField } from '@/shared/ui/Field';
import { useTry } from '@/shared/ui/useTry';
import { presets, readDraft, type DraftProblem } from './timer';
import styles from './timer.module.css';
import type { TimerModel } from './timerModel';
import { longestLabel } from './wire';

interface Props {
  model: TimerModel;
  isOpen: boolean;
  onClose: () => void;
}

/** Starts a timer: a usual time by one press, or one's own. A running one is replaced, and that is said. */
export function TimerDialog({ model, isOpen, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('timer.start')} keepsInput>
      <StartForm model={model} onClose={onClose} />
    </Dialog>
  );
}

function StartForm({ model, onClose }: Omit<Props, 'isOpen'>) {
  const { t } = useTranslation();
  const attempt = useTry();
  const [draft, setDraft] = useState({ minutes: '', label: '' });
  const [problem, setProblem] = useState<DraftProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const runs = model.getSnapshot() !== null && model.getSnapshot()?.state !== 'ended';
  const start = async (minutes: string) => {
    const read = readDraft({ ...draft, minutes });
    if (typeof read === 'string') {
      setProblem(read);
      return;
    }
    setBusy(true);
    if (await attempt(model.start(read.seconds, read.label))) onClose();
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void start(draft.minutes);
  };
  const wrong = (problem === 'number' || problem === 'range') && t(`timer.problem.${problem}`);
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {runs && <p>{t('timer.replaces')}</p>}
      <InputField
        label={t('timer.label')}
        hint={t('timer.labelHint')}
        {...(problem === 'label' && { error: t('timer.problem.label', { most: longestLabel }) })}
        value={draft.label}
        autoComplete="off"
        dir="auto"
        onChange={(event) => setDraft({ ...draft, label: event.target.value })}
      />
      <div className={styles.presets} role="group" aria-label={t('timer.presets')}>
        {presets.map((minutes) => (
          <Button key={minutes} onClick={() => void start(String(minutes))} busy={busy}>
            {t('timer.minutes', { count: minutes })}
          </Button>
        ))}
      </div>
      <InputField
        label={t('timer.custom')}
        {...(wrong && { error: wrong })}
        inputMode="decimal"
        autoComplete="off"
        value={draft.minutes}
        onChange={(event) => {
          setDraft({ ...draft, minutes: event.target.value });
          setProblem(null);
        }}
      />
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={busy} disabled={draft.minutes.trim() === ''}>
          {t('timer.start')}
        </Button>
      </DialogActions>
    </form>
  );
}
