import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { InputField, SelectField } from '@/shared/ui/Field';
import { activities, tiers, type Activity, type Draft, type DraftField } from './draft';
import styles from './link.module.css';
import { OnOff } from './OnOff';

interface Props {
  draft: Draft;
  number: number;
  problems: readonly DraftField[];
  /** null: it is the only one. */
  onRemove: (() => void) | null;
  onChange: (change: Partial<Draft>) => void;
}

/** Everything about one new class. */
export function DraftForm({ draft, number, problems, onRemove, onChange }: Props) {
  const { t } = useTranslation('link');
  const title = useId();
  const problem = (field: DraftField) => (problems.includes(field) ? t(`problem.${field}`) : undefined);
  return (
    <section className={styles.card} aria-labelledby={title}>
      <div className={styles.cardHead}>
        <h3 id={title}>{t('choose.newNumber', { number })}</h3>
        {onRemove && (
          <Button variant="quiet" size="small" onClick={onRemove} aria-label={t('choose.removeNumber', { number })}>
            {t('choose.remove')}
          </Button>
        )}
      </div>
      <div className={styles.two}>
        <InputField label={t('field.title')} error={problem('title')} value={draft.title} maxLength={200} autoComplete="off" onChange={(event) => onChange({ title: event.target.value })} />
        <SelectField label={t('field.tier')} value={draft.tier} onChange={(event) => onChange({ tier: tiers.find((tier) => tier === event.target.value) ?? draft.tier })}>
          {tiers.map((tier) => (
            <option key={tier} value={tier}>
              {t(`tier.${tier}`)}
            </option>
          ))}
        </SelectField>
        <InputField label={t('field.start')} hint={t('hint.start')} type="datetime-local" value={draft.start} onChange={(event) => onChange({ start: event.target.value })} />
        <InputField label={t('field.length')} error={problem('length')} inputMode="numeric" autoComplete="off" value={draft.length} onChange={(event) => onChange({ length: event.target.value })} />
      </div>
      <Entry draft={draft} error={problem('early')} onChange={onChange} />
      <fieldset className={styles.group}>
        <legend>{t('columns.title')}</legend>
        <p className={styles.note}>{t('columns.note')}</p>
        {activities.map((activity) => (
          <Column key={activity} activity={activity} draft={draft} error={problem(activity)} onChange={onChange} />
        ))}
      </fieldset>
    </section>
  );
}

type Part = Pick<Props, 'draft' | 'onChange'> & { error: string | undefined };

function Entry({ draft, error, onChange }: Part) {
  const { t } = useTranslation('link');
  return (
    <fieldset className={styles.group}>
      <legend>{t('entry.title')}</legend>
      <div className={styles.two}>
        <SelectField label={t('entry.opens')} value={draft.opens} hint={draft.start === '' ? t('hint.opens') : undefined} disabled={draft.start === ''} onChange={(event) => onChange({ opens: event.target.value === 'scheduled' ? 'scheduled' : 'live' })}>
          <option value="live">{t('entry.live')}</option>
          <option value="scheduled">{t('entry.scheduled')}</option>
        </SelectField>
        {draft.start !== '' && draft.opens === 'scheduled' && (
          <InputField label={t('entry.early')} error={error} inputMode="numeric" autoComplete="off" value={draft.early} onChange={(event) => onChange({ early: event.target.value })} />
        )}
      </div>
      <OnOff isOn={draft.observers} onChange={(observers) => onChange({ observers })}>
        {t('entry.observers')}
      </OnOff>
    </fieldset>
  );
}

function Column({ activity, draft, error, onChange }: Part & { activity: Activity }) {
  const { t } = useTranslation('link');
  const column = draft.columns[activity];
  const put = (change: Partial<typeof column>) => onChange({ columns: { ...draft.columns, [activity]: { ...column, ...change } } });
  return (
    <div className={styles.column}>
      <OnOff isOn={column.on} onChange={(on) => put({ on })}>
        {t(`columns.${activity}`)}
      </OnOff>
      {column.on && <InputField label={t('columns.maximum', { column: t(`columns.${activity}`) })} error={error} inputMode="decimal" autoComplete="off" value={column.maximum} onChange={(event) => put({ maximum: event.target.value })} />}
    </div>
  );
}
