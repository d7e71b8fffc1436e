import { useTranslation } from 'react-i18next';
import { InputField, SelectField } from '@/shared/ui/Field';
import type { Draft, DraftAction } from './draft';
import styles from './poll.module.css';
import { resultModes } from './wire';

interface Props {
  draft: Draft;
  change: (action: DraftAction) => void;
}

const times = [0, 15, 30, 60, 120, 300];

/** How a poll is answered and what comes of it. */
export function EditorSettings({ draft, change }: Props) {
  const { t } = useTranslation();
  const set = (part: Partial<Pick<Draft, 'points' | 'anonymous' | 'results' | 'changeable' | 'seconds'>>) => change({ type: 'set', change: part });
  const known = times.includes(draft.seconds) ? times : [...times, draft.seconds];
  return (
    <fieldset className={styles.options}>
      <legend className={styles.legend}>{t('poll.settings')}</legend>
      <div className={styles.pair}>
        <SelectField
          label={t('poll.resultsWhen')}
          value={draft.results}
          onChange={(event) => {
            const mode = resultModes.find((one) => one === event.target.value);
            if (mode) set({ results: mode });
          }}
        >
          {resultModes.map((mode) => (
            <option key={mode} value={mode}>
              {t(`poll.results.${mode}`)}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('poll.time')} value={draft.seconds} onChange={(event) => set({ seconds: Number(event.target.value) })}>
          {known.map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds === 0 ? t('poll.noTime') : t('poll.seconds', { count: seconds })}
            </option>
          ))}
        </SelectField>
        {draft.graded && <InputField label={t('poll.points')} type="number" min={0} max={100} value={draft.points} onChange={(event) => set({ points: Math.min(100, Math.max(0, Math.round(event.target.valueAsNumber || 0))) })} />}
      </div>
      <label className={styles.check}>
        <input type="checkbox" checked={draft.anonymous} onChange={(event) => set({ anonymous: event.target.checked })} />
        {t('poll.anonymousSetting')}
      </label>
      {draft.anonymous && draft.graded && <p className={styles.quiet}>{t('poll.anonymousNoScore')}</p>}
      <label className={styles.check}>
        <input type="checkbox" checked={draft.changeable} onChange={(event) => set({ changeable: event.target.checked })} />
        {t('poll.changeableSetting')}
      </label>
    </fieldset>
  );
}
