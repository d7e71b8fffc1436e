import { useTranslation } from 'react-i18next';
import { InputField, SelectField } from '@/shared/ui/Field';
import { OnOff } from './OnOff';
import type { ColumnForm } from './rulesForm';
import styles from './desk.module.css';

const scopes = ['rolling', 'session'] as const;
const rules = ['latest', 'mean', 'best', 'sum'] as const;

interface Props {
  columns: readonly ColumnForm[];
  problems: ReadonlySet<string> | null;
  onChange: (columns: readonly ColumnForm[]) => void;
}

/** Which columns the gradebook gets, and how classes make them. */
export function ColumnFields({ columns, problems, onChange }: Props) {
  const { t } = useTranslation();
  const change = (column: ColumnForm, part: Partial<ColumnForm>) => onChange(columns.map((one) => (one === column ? { ...one, ...part } : one)));
  const bad = (name: string) => (problems?.has(name) ? t('desk.badNumber') : undefined);
  return (
    <fieldset className={styles.fieldset}>
      <legend>{t('desk.columns')}</legend>
      {columns.map((column) => (
        <div key={column.activity} role="group" aria-label={t(`desk.activity.${column.activity}`)} className={styles.column}>
          <OnOff isOn={column.enabled} onChange={(enabled) => change(column, { enabled })}>
            {t(`desk.activity.${column.activity}`)}
          </OnOff>
          {column.enabled && (
            <div className={styles.fields}>
              <InputField label={t('desk.field.maximum')} inputMode="decimal" value={column.maximum} onChange={(event) => change(column, { maximum: event.target.value })} error={bad(`${column.activity}.maximum`)} />
              <SelectField
                label={t('desk.field.scope')}
                value={column.scope}
                onChange={(event) => {
                  const scope = scopes.find((one) => one === event.target.value);
                  if (scope) change(column, { scope });
                }}
              >
                {scopes.map((scope) => (
                  <option key={scope} value={scope}>
                    {t(`desk.scope.${scope}`)}
                  </option>
                ))}
              </SelectField>
              {column.scope === 'rolling' && (
                <SelectField
                  label={t('desk.field.rule')}
                  value={column.rule}
                  onChange={(event) => {
                    const rule = rules.find((one) => one === event.target.value);
                    if (rule) change(column, { rule });
                  }}
                >
                  {rules.map((rule) => (
                    <option key={rule} value={rule}>
                      {t(`desk.rule.${rule}`)}
                    </option>
                  ))}
                </SelectField>
              )}
              {column.scope === 'rolling' && column.rule === 'sum' && (
                <InputField
                  label={t('desk.field.sessionMaximum')}
                  inputMode="decimal"
                  value={column.sessionMaximum}
                  onChange={(event) => change(column, { sessionMaximum: event.target.value })}
                  error={bad(`${column.activity}.sessionMaximum`)}
                />
              )}
            </div>
          )}
        </div>
      ))}
    </fieldset>
  );
}
