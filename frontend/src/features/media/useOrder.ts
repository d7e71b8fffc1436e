import { useState } from 'react';
import { arrange, type Order } from './order';
import type { Participant } from './participants';

const start: Order = { identities: [], changedAt: 0 };

/** The gallery's order; recomputed whenever the people change, kept otherwise. */
export function useOrder(people: readonly Participant[], firstPage: number): readonly Participant[] {
  const [seen, setSeen] = useState<{ people: readonly Participant[]; firstPage: number; order: Order }>({ people: [], firstPage: 0, order: start });
  let order = seen.order;
  if (seen.people !== people || seen.firstPage !== firstPage) {
    order = arrange(seen.order, people, firstPage, latest(people));
    setSeen({ people, firstPage, order });
  }
  const byIdentity = new Map(people.map((person) => [person.identity, person]));
  return order.identities.flatMap((identity) => byIdentity.get(identity) ?? []);
}

/** The clock of the order: when somebody last spoke. Rendering stays free of side effects. */
function latest(people: readonly Participant[]): number {
  return people.reduce((newest, person) => Math.max(newest, person.lastSpokeAt), 0);
}
