import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Classroom } from '@/shared/api/types';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { useFeedback } from '@/shared/ui/feedback';
import { InputField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import { useSaveSettings } from './api';
import styles from './classroom.module.css';
import { DurationField } from './DurationField';
import { ScheduleFields } from './ScheduleFields';
import { limits, parseForm, toForm, type Field, type SettingsForm } from './settings';

interface Props {
  classroom: Classroom;
  isOpen: boolean;
  onClose: () => void;
}

/** What the instructor decides for a classroom, each with what it does in plain words. */
export function SettingsDialog({ classroom, isOpen, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('classroom.title')} keepsInput>
      {isOpen && <Form classroom={classroom} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ classroom, onClose }: Pick<Props, 'classroom' | 'onClose'>) {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  const element = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(() => toForm(classroom.settings));
  const [tried, setTried] = useState(false);
  const save = useSaveSettings(classroom.id);
  const { settings, problems } = parseForm(form);
  const put = (change: Partial<SettingsForm>) => setForm((old) => ({ ...old, ...change }));
  const problem = (field: Field) => (tried && problems?.includes(field) ? t(`classroom.problem.${field}`, limits[field]) : undefined);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!settings) {
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    save.mutate(settings, {
      onSuccess: () => {
        notices.show(t('classroom.saved'));
        onClose();
      },
    });
  };
  const text = (field: 'threshold' | 'lateAfter' | 'leftEarly' | 'maxParticipants') => (
    <InputField
      label={t(`classroom.label.${field}`)}
      hint={t(`classroom.hint.${field}`)}
      error={problem(field)}
      inputMode="decimal"
      autoComplete="off"
      value={form[field]}
      onChange={(event) => put({ [field]: event.target.value })}
    />
  );
  const duration = (field: 'grace' | 'emptyGrace', unit: 'graceUnit' | 'emptyGraceUnit') => (
    <DurationField
      label={t(`classroom.label.${field}`)}
      hint={t(`classroom.hint.${field}`)}
      error={problem(field)}
      value={form[field]}
      unit={form[unit]}
      onValue={(value) => put({ [field]: value })}
      onUnit={(value) => put({ [unit]: value })}
    />
  );
  return (
    <form ref={element} className={styles.form} onSubmit={submit} noValidate>
      <ScheduleFields form={form} problem={problem} onChange={put} />
      <fieldset className={styles.group}>
        <legend>{t('classroom.attendance')}</legend>
        <p className={styles.note}>{t('classroom.attendanceNote')}</p>
        {text('threshold')}
        {text('lateAfter')}
        {text('leftEarly')}
        {duration('grace', 'graceUnit')}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('classroom.running')}</legend>
        {duration('emptyGrace', 'emptyGraceUnit')}
        {text('maxParticipants')}
      </fieldset>
      {save.error && <Problem error={save.error} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={save.isPending}>
          {t('classroom.save')}
        </Button>
      </DialogActions>
    </form>
  );
}
