import { lazy } from 'react';
import { Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ClassContext, ClassParts, Panel } from '../parts/parts';

const PeopleSide = lazy(() => import('./PeopleSide').then((module) => ({ default: module.PeopleSide })));

export type PeopleContext = Pick<ClassContext, 'people' | 'place' | 'moderation' | 'onMuteAll'>;

/** The people as a panel, with what other features add to it. */
export function usePeopleSide({ people, place, moderation, onMuteAll }: PeopleContext, { personPart, abovePeople }: Pick<ClassParts, 'personPart' | 'abovePeople'>): Panel {
  const { t } = useTranslation();
  const count = people.filter(({ room }) => room === place).length;
  return {
    id: 'people',
    label: t('people.title'),
    icon: <Users />,
    badge: { text: String(count), label: t('people.count', { count }) },
    quiet: true,
    letter: 'P',
    rank: 2,
    render: () => <PeopleSide people={people} place={place} moderation={moderation} onMuteAll={onMuteAll} part={personPart} above={abovePeople} />,
  };
}
