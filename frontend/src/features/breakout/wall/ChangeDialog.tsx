import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/shared/ui/Dialog';
import { InputField, TextField } from '@/shared/ui/Field';
import { longestName, longestTask } from '../plan/draft';
import type { GroupDialogProps } from './GroupDialogs';
import { SaveActions } from './SaveActions';
import { useDone } from './useDone';
import styles from './wall.module.css';

/** Another name, task or bound for a group. */
export function ChangeDialog({ desk, breakout, group, onClose }: GroupDialogProps) {
  const { t } = useTranslation(['breakout', 'translation']);
  const [name, setName] = useState(group.name);
  const [task, setTask] = useState(group.task);
  const [cap, setCap] = useState(String(group.cap));
  const { busy, act } = useDone(onClose);
  const bound = /^\d{1,3}$/.test(cap) ? Number(cap) : null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || bound === null) return;
    act(() => desk.model.change(group.groupId, { name: name.trim(), task: task.trim(), cap: bound }));
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('wall.changeNamed', { group: group.name })} keepsInput>
      <form className={styles.stack} onSubmit={save} noValidate>
        <InputField label={t('plan.name')} value={name} maxLength={longestName} autoComplete="off" dir="auto" error={name.trim() === '' ? t('plan.problem.name') : undefined} onChange={(event) => setName(event.target.value)} />
        <TextField label={t('plan.groupTask')} hint={t('plan.groupTaskHint')} value={task} maxLength={longestTask} dir="auto" onChange={(event) => setTask(event.target.value)} />
        {breakout.choice === 'free' && <InputField label={t('plan.cap')} inputMode="numeric" value={cap} error={bound === null ? t('wall.capWrong') : undefined} onChange={(event) => setCap(event.target.value)} />}
        <SaveActions busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
