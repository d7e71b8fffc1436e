import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { useWords } from '@/shared/i18n/useWords';
import { SelectField } from '@/shared/ui/Field';
import type { groupsOf } from './desk';

interface Props {
  name: string;
  groups: ReturnType<typeof groupsOf>;
  /** The id of the group that is chosen, or '' for the one person. */
  value: string;
  onChange: (group: string) => void;
}

/** Whether a mark is for one person or for all of a group that they were in. */
export function GroupChoice({ name, groups, value, onChange }: Props) {
  const { t } = useTranslation('breakout');
  const format = useFormat();
  const ready = useWords('breakout');
  if (!ready) return null;
  return (
    <SelectField label={t('mark.for')} hint={value === '' ? undefined : t('mark.hint')} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t('mark.one', { name })}</option>
      {groups.map((group) => (
        <option key={group.groupId} value={group.groupId}>
          {t('mark.group', { group: group.name, breakout: group.breakout, names: format.list(group.names) })}
        </option>
      ))}
    </SelectField>
  );
}
