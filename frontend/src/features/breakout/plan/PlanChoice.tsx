import { useTranslation } from 'react-i18next';
import { SelectField } from '@/shared/ui/Field';
import type { Breakout } from '../wire';
import styles from './plan.module.css';
import type { PlanDesk } from './usePlan';

interface Props {
  desk: PlanDesk;
  /** Those that are saved for this class. */
  plans: readonly Breakout[];
  busy: boolean;
  /** A plan to go on with; null: a new one. */
  onChoose: (plan: Breakout | null) => void;
}

/** Which plan is made: one of those that are saved for this class, or a new one. */
export function PlanChoice({ desk, plans, busy, onChoose }: Props) {
  const { t } = useTranslation('breakout');
  if (plans.length === 0) return null;
  const find = (id: string | null) => plans.find(({ breakoutId }) => breakoutId === id);
  return (
    <div className={styles.choose}>
      <SelectField label={t('plan.which')} value={find(desk.draft.breakoutId)?.breakoutId ?? ''} disabled={busy} onChange={(event) => onChoose(find(event.target.value) ?? null)}>
        {plans.map((plan) => (
          <option key={plan.breakoutId} value={plan.breakoutId}>
            {plan.name === '' ? t('plan.unnamedPlan', { number: plan.number }) : plan.name} {t('plan.groupCount', { count: plan.groups.length })}
            {plan.plannedAt !== null && ` ${t('plan.savedAt', { at: desk.format.dateTime(plan.plannedAt) })}`}
          </option>
        ))}
        <option value="">{t('plan.newPlan')}</option>
      </SelectField>
    </div>
  );
}
