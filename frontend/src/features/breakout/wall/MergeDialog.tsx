import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AskDialog } from '@/shared/ui/AskDialog';
import { SelectField } from '@/shared/ui/Field';
import { rooms } from '../places';
import type { GroupDialogProps } from './GroupDialogs';
import { useDone } from './useDone';

/** Puts a group's people into another one, after asking. */
export function MergeDialog({ desk, breakout, group, onClose }: GroupDialogProps) {
  const { t } = useTranslation('breakout');
  const others = rooms(breakout).filter(({ groupId }) => groupId !== group.groupId);
  const [into, setInto] = useState(others[0]?.groupId ?? '');
  const { busy, act } = useDone(onClose);
  const merge = () => {
    if (others.some(({ groupId }) => groupId === into)) act(() => desk.model.merge(group.groupId, into));
  };
  return (
    <AskDialog title={t('wall.mergeNamed', { group: group.name })} label={t('wall.mergeNow')} busy={busy} error={null} onConfirm={merge} onClose={onClose}>
      <p>{t('wall.mergeText', { group: group.name })}</p>
      <SelectField label={t('wall.into')} value={into} onChange={(event) => setInto(event.target.value)}>
        {others.map(({ groupId, name }) => (
          <option key={groupId} value={groupId}>
            {name}
          </option>
        ))}
      </SelectField>
    </AskDialog>
  );
}
