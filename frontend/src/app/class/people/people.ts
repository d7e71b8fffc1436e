import type { Role } from '@/shared/api/types';
import type { LivePerson } from '@/shared/live/frames';
import type { Participant } from '@/features/media/participants';
import type { RosterEntry } from '@/features/roster/people';

/** Of somebody whom the session hasn't named yet. */
const unseen = { device: 'unknown', away: false } as const;

/**
 * Who is in class: the session says who and as what, the media room adds
 * microphone and camera. Somebody whom only one of them knows is listed too.
 * While this page has no audio and video itself, it can't say who else has none;
 * nor of people in other rooms than the own.
 */
export function mergePeople(live: readonly LivePerson[], participants: readonly Participant[], you: { userId: string; name: string; role: Role }, mediaKnown = true, place = 'main'): RosterEntry[] {
  const media = new Map(participants.map((p) => [p.userId, p]));
  const roles = new Map<string, Pick<RosterEntry, 'name' | 'role' | 'device' | 'away' | 'room'>>([[you.userId, { ...you, ...unseen, room: place }]]);
  for (const person of live) roles.set(person.userId, person);
  for (const person of participants) {
    if (!roles.has(person.userId)) roles.set(person.userId, { name: person.name, role: 'learner', ...unseen, room: place });
  }
  return [...roles].map(([userId, { name, role, device, away, room }]) => {
    const part = media.get(userId);
    return {
      userId,
      name,
      role,
      isYou: userId === you.userId,
      mic: part?.mic ?? 'none',
      camera: Boolean(part?.camera),
      sharing: Boolean(part?.screen),
      speaking: part?.speaking ?? false,
      connected: part !== undefined || !mediaKnown || room !== place,
      device,
      away,
      room,
    };
  });
}
