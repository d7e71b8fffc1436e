import { useTranslation } from 'react-i18next';
import { BareSelect, InputField } from '@/shared/ui/Field';
import type { Unit } from './settings';

interface Props {
  label: string;
  hint: string;
  error: string | undefined;
  value: string;
  unit: Unit;
  onValue: (value: string) => void;
  onUnit: (unit: Unit) => void;
}

/** A number and its unit, side by side. */
export function DurationField({ label, hint, error, value, unit, onValue, onUnit }: Props) {
  const { t } = useTranslation();
  const units = (
    <BareSelect label={t('classroom.unitOf', { label })} value={unit} onChange={(event) => onUnit(event.target.value === 'minutes' ? 'minutes' : 'seconds')}>
      <option value="minutes">{t('classroom.unit.minutes')}</option>
      <option value="seconds">{t('classroom.unit.seconds')}</option>
    </BareSelect>
  );
  return <InputField label={label} hint={hint} error={error} beside={units} inputMode="decimal" autoComplete="off" value={value} onChange={(event) => onValue(event.target.value)} />;
}
