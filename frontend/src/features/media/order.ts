import type { Participant } from './participants';

export const reorderEveryMs = 3_000;

export interface Order {
  identities: readonly string[];
  changedAt: number;
}

/**
 * The order of the gallery. People keep their places; newcomers come last; a
 * person who speaks on a later page changes places with whoever was silent
 * longest on the first page, at most once in three seconds.
 */
export function arrange(previous: Order, people: readonly Participant[], firstPage: number, now: number): Order {
  const byIdentity = new Map(people.map((p) => [p.identity, p]));
  const kept = previous.identities.filter((id) => byIdentity.has(id));
  const held = new Set(kept);
  const fresh = people.filter((p) => !held.has(p.identity)).sort((a, b) => a.joinedAt - b.joinedAt);
  const identities = [...kept, ...fresh.map((p) => p.identity)];
  const changedAt = previous.changedAt;
  if (now - changedAt >= reorderEveryMs) {
    const from = identities.findIndex((id, at) => at >= firstPage && byIdentity.get(id)?.speaking);
    const to = from < 0 ? -1 : quietest(identities.slice(0, firstPage), byIdentity);
    const speaker = identities[from];
    const quiet = identities[to];
    if (speaker !== undefined && quiet !== undefined) {
      identities[to] = speaker;
      identities[from] = quiet;
      return { identities, changedAt: now };
    }
  }
  const unchanged = identities.length === previous.identities.length && identities.every((id, i) => id === previous.identities[i]);
  return unchanged ? previous : { identities, changedAt };
}

function quietest(page: readonly string[], byIdentity: ReadonlyMap<string, Participant>): number {
  let found = -1;
  let oldest = Infinity;
  page.forEach((id, at) => {
    const person = byIdentity.get(id);
    if (!person || person.isLocal || person.speaking || person.lastSpokeAt >= oldest) return;
    oldest = person.lastSpokeAt;
    found = at;
  });
  return found;
}

/** Who fills the speaker view: the pinned person, else whoever speaks, else whoever spoke last, else the first other. */
export function mainSpeaker(people: readonly Participant[], pinned: string | null, current: string | null): string | null {
  if (pinned !== null && people.some((p) => p.identity === pinned)) return pinned;
  const others = people.filter((p) => !p.isLocal);
  const held = others.find((p) => p.identity === current);
  if (held?.speaking) return held.identity;
  const speaking = others.find((p) => p.speaking);
  if (speaking) return speaking.identity;
  if (held) return held.identity;
  const last = [...others].sort((a, b) => b.lastSpokeAt - a.lastSpokeAt)[0];
  return last?.identity ?? people[0]?.identity ?? null;
}
