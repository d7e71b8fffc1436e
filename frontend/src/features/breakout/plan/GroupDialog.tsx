import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField, TextField } from '@/shared/ui/Field';
import { AttachField } from '../files/AttachField';
import type { PlanFiles } from '../files/useAttachments';
import { longestName, longestTask, type DraftGroup } from './draft';
import styles from './plan.module.css';
import { attendantsOf } from './planPeople';
import { Stepper } from './Stepper';
import type { PlanDesk } from './usePlan';

const largest = 500;

/** What is decided of one group. It is taken over as it is typed. */
export function GroupDialog({ desk, files, group }: { desk: PlanDesk; files: PlanFiles; group: DraftGroup }) {
  const { t } = useTranslation('breakout');
  const { dispatch } = desk;
  const close = () => desk.edit(null);
  const change = (what: Partial<Pick<DraftGroup, 'name' | 'task' | 'cap'>>) => dispatch({ type: 'change', key: group.key, change: what });
  const looking = attendantsOf(desk.people);
  const attend = (userId: string, on: boolean) => {
    const others = desk.draft.groups.filter(({ key, attendants }) => key !== group.key && attendants.includes(userId)).map(({ key }) => key);
    dispatch({ type: 'attend', userId, keys: on ? [...others, group.key] : others });
  };
  const remove = () => {
    close();
    dispatch({ type: 'remove', key: group.key });
  };
  return (
    <Dialog isOpen onClose={close} title={group.name.trim() === '' ? t('plan.unnamed') : group.name}>
      <form
        className={styles.stack}
        onSubmit={(event) => {
          event.preventDefault();
          close();
        }}
      >
        <InputField label={t('plan.name')} value={group.name} maxLength={longestName} autoComplete="off" dir="auto" error={group.name.trim() === '' ? t('plan.problem.name') : undefined} onChange={(event) => change({ name: event.target.value })} />
        <TextField label={t('plan.groupTask')} hint={t('plan.groupTaskHint')} value={group.task} maxLength={longestTask} dir="auto" onChange={(event) => change({ task: event.target.value })} />
        <AttachField label={t('plan.filesGroup')} hint={t('plan.filesGroupHint')} files={files} place={group.key} ids={group.files} dispatch={dispatch} />
        {desk.draft.plan.learnersChoose && <Stepper label={t('plan.cap')} value={group.cap} least={0} most={largest} onChange={(cap) => change({ cap })} />}
        {looking.length > 0 && (
          <fieldset className={styles.choices}>
            <legend className={styles.label}>{t('plan.attendants')}</legend>
            {looking.map(({ userId, name }) => (
              <label key={userId} className={styles.choice}>
                <input type="checkbox" checked={group.attendants.includes(userId)} onChange={(event) => attend(userId, event.target.checked)} />
                <bdi dir="auto">{name}</bdi>
              </label>
            ))}
          </fieldset>
        )}
        <DialogActions>
          {desk.draft.groups.length > 1 && (
            <Button variant="quiet" onClick={remove}>
              <Trash2 size={18} aria-hidden="true" />
              {t('plan.removeGroup')}
            </Button>
          )}
          <Button type="submit" variant="primary">
            {t('plan.done')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
