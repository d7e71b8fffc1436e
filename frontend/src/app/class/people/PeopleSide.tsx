import type { ReactNode } from 'react';
import { PeoplePanel } from '@/features/roster/PeoplePanel';
import type { RosterEntry } from '@/features/roster/people';
import type { PersonPart } from '@/features/roster/PersonRow';
import type { PeopleContext } from './usePeopleSide';

interface Props extends PeopleContext {
  part: ((person: RosterEntry) => PersonPart | null) | null;
  above: ReactNode;
}

/** The list of people in the side panel; features add to its rows and above them. */
export function PeopleSide({ people, place, moderation, onMuteAll, part, above }: Props) {
  return <PeoplePanel people={people} place={place} moderation={moderation} onMuteAll={onMuteAll} part={part} above={above} />;
}
