import { useTranslation } from 'react-i18next';
import { InputField, SelectField, TextField } from '@/shared/ui/Field';
import { AttachField } from '../files/AttachField';
import type { PlanFiles } from '../files/useAttachments';
import { longestName, longestTask, mostCountdown } from './draft';
import styles from './plan.module.css';
import { Stepper } from './Stepper';
import type { PlanDesk } from './usePlan';

export const templates = ['blank', 'grid', 'ruled', 'axes', 'music'] as const;

interface Props {
  desk: PlanDesk;
  files: PlanFiles;
  /** The pages of the main board, one of which each group's board may begin as a copy of. */
  pages: readonly { boardId: string; name: string }[];
}

/** The task of all groups, what their boards begin with, and how they come back. */
export function PlanOptions({ desk, files, pages }: Props) {
  const { t } = useTranslation(['breakout', 'translation']);
  const { draft, dispatch } = desk;
  const { task, countdown, template, copyOf } = draft.plan;
  const paper = copyOf === '' ? template : `copy ${copyOf}`;
  const setPaper = (value: string) => dispatch({ type: 'plan', change: value.startsWith('copy ') ? { copyOf: value.slice(5) } : { copyOf: '', template: value } });
  return (
    <div className={styles.options}>
      <TextField label={t('plan.task')} hint={t('plan.taskHint')} rows={4} value={task} maxLength={longestTask} dir="auto" onChange={(event) => dispatch({ type: 'plan', change: { task: event.target.value } })} />
      <AttachField label={t('plan.filesAll')} hint={t('plan.filesAllHint')} files={files} place={null} ids={draft.plan.files} dispatch={dispatch} />
      <div className={styles.stack}>
        <InputField label={t('plan.setName')} placeholder={t('plan.setNameHint')} value={draft.name} maxLength={longestName} autoComplete="off" dir="auto" onChange={(event) => dispatch({ type: 'name', name: event.target.value })} />
        <SelectField label={t('plan.board')} value={paper} onChange={(event) => setPaper(event.target.value)}>
          {templates.map((one) => (
            <option key={one} value={one}>
              {t(`board.template.${one}`, { ns: 'translation' })}
            </option>
          ))}
          {pages.length > 0 && (
            <optgroup label={t('plan.copyOf')}>
              {pages.map(({ boardId, name }) => (
                <option key={boardId} value={`copy ${boardId}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
        </SelectField>
      </div>
      <Stepper label={t('plan.countdown')} value={countdown} least={0} most={mostCountdown} onChange={(next) => dispatch({ type: 'plan', change: { countdown: next } })} />
    </div>
  );
}
