import { ConnectionQuality, Track, type Participant as RoomParticipant, type Room } from 'livekit-client';

export type Quality = 'good' | 'weak' | 'poor' | 'lost' | 'unknown';

export interface Participant {
  /** The media identity: the user's id, or that of a voice from elsewhere whose person isn't in the room. One person appears once only. */
  identity: string;
  userId: string;
  name: string;
  isLocal: boolean;
  /** `none`: no microphone was switched on yet. */
  mic: 'on' | 'off' | 'none';
  /** Stays while muted, so that unmuting is heard at once. */
  micTrack: Track | null;
  /** What a person who is in the room says into it from elsewhere; none while their microphone here is on. */
  voice: Track | null;
  camera: Track | null;
  screen: Track | null;
  screenAudio: Track | null;
  speaking: boolean;
  lastSpokeAt: number;
  quality: Quality;
  joinedAt: number;
}

function qualityOf(quality: ConnectionQuality): Quality {
  switch (quality) {
    case ConnectionQuality.Excellent:
      return 'good';
    case ConnectionQuality.Good:
      return 'weak';
    case ConnectionQuality.Poor:
      return 'poor';
    case ConnectionQuality.Lost:
      return 'lost';
    case ConnectionQuality.Unknown:
      return 'unknown';
  }
}

interface Published {
  isMuted: boolean;
  track?: Track | undefined;
}

/** What a person sends of one kind. */
type Find = (source: Track.Source) => Published | undefined;

function live(find: Find, source: Track.Source): Track | null {
  const publication = find(source);
  return publication && !publication.isMuted ? (publication.track ?? null) : null;
}

function micState(find: Find): Participant['mic'] {
  const publication = find(Track.Source.Microphone);
  if (!publication) return 'none';
  return publication.isMuted ? 'off' : 'on';
}

function read(participant: RoomParticipant, carried: ReadonlyMap<Track.Source, Published>): Participant {
  // What is on its way from another room is shown as if it had arrived: the own picture stays.
  const find: Find = (source) => participant.getTrackPublication(source) ?? (participant.isLocal ? carried.get(source) : undefined);
  return {
    identity: participant.identity,
    userId: participant.attributes['userId'] ?? participant.identity,
    name: participant.name ?? '',
    isLocal: participant.isLocal,
    mic: micState(find),
    micTrack: find(Track.Source.Microphone)?.track ?? null,
    voice: null,
    camera: live(find, Track.Source.Camera),
    screen: live(find, Track.Source.ScreenShare),
    screenAudio: find(Track.Source.ScreenShareAudio)?.track ?? null,
    speaking: participant.isSpeaking,
    lastSpokeAt: participant.lastSpokeAt?.getTime() ?? 0,
    quality: qualityOf(participant.connectionQuality),
    joinedAt: participant.joinedAt?.getTime() ?? 0,
  };
}

function same(a: Participant, b: Participant): boolean {
  return (
    a.userId === b.userId &&
    a.name === b.name &&
    a.mic === b.mic &&
    a.micTrack === b.micTrack &&
    a.voice === b.voice &&
    a.camera === b.camera &&
    a.screen === b.screen &&
    a.screenAudio === b.screenAudio &&
    a.speaking === b.speaking &&
    a.lastSpokeAt === b.lastSpokeAt &&
    a.quality === b.quality &&
    a.joinedAt === b.joinedAt
  );
}

/** A voice from elsewhere is heard as its person's where they are in the room too; nobody hears their own. */
function withVoices(people: readonly Participant[]): readonly Participant[] {
  const voices = people.filter(({ identity, userId }) => identity !== userId);
  if (voices.length === 0) return people;
  const here = new Set(people.map(({ identity }) => identity));
  return people
    .filter(({ identity, userId }) => identity === userId || !here.has(userId))
    .map((person) => {
      const voice = person.isLocal ? undefined : voices.find(({ identity, userId }) => userId === person.userId && identity !== person.identity);
      if (voice?.mic !== 'on' || person.mic === 'on') return person;
      return { ...person, mic: voice.mic, voice: voice.micTrack, speaking: person.speaking || voice.speaking, lastSpokeAt: Math.max(person.lastSpokeAt, voice.lastSpokeAt) };
    });
}

/** Reads the room into plain objects; an unchanged participant keeps its object, so its tile doesn't render again. */
export function readParticipants(room: Pick<Room, 'localParticipant' | 'remoteParticipants'>, previous: readonly Participant[], carried: ReadonlyMap<Track.Source, Published> = new Map()): readonly Participant[] {
  const before = new Map(previous.map((p) => [p.identity, p]));
  const people = [room.localParticipant, ...room.remoteParticipants.values()].filter((p) => p.identity !== '').map((p) => read(p, carried));
  const next = withVoices(people).map((p) => {
    const old = before.get(p.identity);
    return old && same(old, p) ? old : p;
  });
  return next.length === previous.length && next.every((p, i) => p === previous[i]) ? previous : next;
}
