import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField } from '@/shared/ui/Field';
import { longestName } from '../plan/draft';
import type { GroupDialogProps } from './GroupDialogs';
import { Ticks } from './Ticks';
import { useDone } from './useDone';
import styles from './wall.module.css';

/** Makes a group of some of a group's people; it begins with a copy of their board. */
export function SplitDialog({ desk, breakout, group, onClose }: GroupDialogProps) {
  const { t } = useTranslation(['breakout', 'translation']);
  const [name, setName] = useState(t('plan.groupNumber', { number: breakout.groups.length + 1 }));
  const [members, setMembers] = useState<ReadonlySet<string>>(() => new Set(group.members.slice(Math.ceil(group.members.length / 2))));
  const { busy, act } = useDone(onClose);
  const possible = name.trim() !== '' && members.size > 0 && members.size < group.members.length;
  const split = (event: FormEvent) => {
    event.preventDefault();
    if (possible) act(() => desk.model.split(group.groupId, name.trim(), [...members]));
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('wall.splitNamed', { group: group.name })} keepsInput>
      <form className={styles.stack} onSubmit={split}>
        <p>{t('wall.splitText')}</p>
        <InputField label={t('wall.newName')} value={name} maxLength={longestName} autoComplete="off" dir="auto" onChange={(event) => setName(event.target.value)} />
        <Ticks label={t('wall.whoGoes')} options={group.members.map((id) => ({ id, name: desk.nameOf(id) }))} chosen={members} onChange={setMembers} />
        {!possible && <p className={styles.note}>{t('wall.splitWrong')}</p>}
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel', { ns: 'translation' })}</Button>
          <Button type="submit" variant="primary" busy={busy} disabled={!possible}>
            {t('wall.splitNow')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
