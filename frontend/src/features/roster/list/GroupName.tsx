import { useTranslation } from 'react-i18next';
import type { RosterGroup } from './rosterApi';

/** A group by its name, or by its number where the course tells no more. */
export function GroupName({ id, groups }: { id: string; groups: readonly RosterGroup[] }) {
  const { t } = useTranslation('roster');
  const name = groups.find((group) => group.id === id)?.name;
  return <bdi dir="auto">{name || t('groups.unnamed', { id })}</bdi>;
}
