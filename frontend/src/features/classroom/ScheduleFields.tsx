import { useTranslation } from 'react-i18next';
import { InputField, SelectField } from '@/shared/ui/Field';
import styles from './classroom.module.css';
import type { Field, SettingsForm } from './settings';

interface Props {
  form: SettingsForm;
  problem: (field: Field) => string | undefined;
  onChange: (change: Partial<SettingsForm>) => void;
}

/** When the class is planned to be, and who may enter it when. */
export function ScheduleFields({ form, problem, onChange }: Props) {
  const { t } = useTranslation();
  const planned = form.start !== '';
  return (
    <fieldset className={styles.group}>
      <legend>{t('classroom.when')}</legend>
      <InputField label={t('classroom.label.start')} hint={t('classroom.hint.start')} type="datetime-local" value={form.start} onChange={(event) => onChange({ start: event.target.value })} />
      <InputField label={t('classroom.label.length')} hint={t('classroom.hint.length')} error={problem('length')} inputMode="numeric" autoComplete="off" value={form.length} onChange={(event) => onChange({ length: event.target.value })} />
      <SelectField
        label={t('classroom.label.opens')}
        hint={t(planned ? 'classroom.hint.opens' : 'classroom.hint.unplanned')}
        disabled={!planned}
        value={planned ? form.opens : 'live'}
        onChange={(event) => onChange({ opens: event.target.value === 'scheduled' ? 'scheduled' : 'live' })}
      >
        <option value="live">{t('classroom.opens.live')}</option>
        <option value="scheduled">{t('classroom.opens.scheduled')}</option>
      </SelectField>
      {((planned && form.opens === 'scheduled') || problem('early')) && (
        <InputField label={t('classroom.label.early')} error={problem('early')} inputMode="numeric" autoComplete="off" value={form.early} onChange={(event) => onChange({ early: event.target.value })} />
      )}
      <label className={styles.check}>
        <input type="checkbox" checked={form.observers} onChange={(event) => onChange({ observers: event.target.checked })} />
        {t('classroom.label.observers')}
      </label>
    </fieldset>
  );
}
