import { useState } from 'react';
import type { LivePerson } from '@/shared/live/frames';

/** Where the person is: "main", or the group whose room they are in; and how often they were moved on this page. */
export function usePlace(people: readonly LivePerson[], userId: string): { place: string; moves: number } {
  const room = people.find((person) => person.userId === userId)?.room ?? null;
  const [known, setKnown] = useState({ room, moves: 0 });
  // Where one came in is no move; while a connection comes back one is where one was.
  if (room !== null && room !== known.room) setKnown({ room, moves: known.room === null ? 0 : known.moves + 1 });
  return { place: room ?? known.room ?? 'main', moves: known.moves };
}
