import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/shared/ui/Dialog';
import type { GroupDialogProps } from './GroupDialogs';
import { Ticks } from './Ticks';
import { SaveActions } from './SaveActions';
import { useDone } from './useDone';
import styles from './wall.module.css';

/** Which assistants and observers look after a group; they may look after several. */
export function AttendDialog({ desk, breakout, group, onClose }: GroupDialogProps) {
  const { t } = useTranslation(['breakout', 'translation']);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(group.attendants));
  const { busy, act } = useDone(onClose);
  const possible = [...desk.attendants, ...group.attendants.filter((id) => !desk.attendants.some(({ userId }) => userId === id)).map((userId) => ({ userId, name: desk.nameOf(userId) }))];
  const save = (event: FormEvent) => {
    event.preventDefault();
    const changed = possible.filter(({ userId }) => chosen.has(userId) !== group.attendants.includes(userId));
    act(async () => {
      for (const { userId } of changed) {
        const others = breakout.groups.filter((one) => one.groupId !== group.groupId && one.attendants.includes(userId)).map(({ groupId }) => groupId);
        await desk.model.attend(userId, chosen.has(userId) ? [...others, group.groupId] : others);
      }
    });
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('wall.attendantsNamed', { group: group.name })} keepsInput>
      <form className={styles.stack} onSubmit={save}>
        {possible.length === 0 ? <p className={styles.note}>{t('wall.noAttendants')}</p> : <Ticks label={t('plan.attendants')} options={possible.map(({ userId, name }) => ({ id: userId, name }))} chosen={chosen} onChange={setChosen} />}
        <SaveActions busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
