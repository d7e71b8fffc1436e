import { Track, type Room } from 'livekit-client';
import { describe, expect, it } from 'vitest';
import { readParticipants } from './participants';

interface Sends {
  track: string;
  isMuted?: boolean;
}

/** Somebody in the room: with a user's id if the identity isn't theirs. */
function person(identity: string, { userId, mic, speaking = false }: { userId?: string; mic?: Sends; speaking?: boolean } = {}) {
  return {
    identity,
    attributes: userId === undefined ? {} : { userId },
    name: identity,
    isLocal: false,
    isSpeaking: speaking,
    connectionQuality: 'excellent',
    getTrackPublication: (source: Track.Source) => (source === Track.Source.Microphone && mic ? { isMuted: false, ...mic } : undefined),
  };
}

/** The library's classes have far more than is read here; the fake stands for that part. */
function roomOf(...others: ReturnType<typeof person>[]) {
  const room: unknown = { localParticipant: { ...person('me'), isLocal: true }, remoteParticipants: new Map(others.map((one) => [one.identity, one])) };
  const isRoom = (value: unknown): value is Room => value === room;
  if (!isRoom(room)) throw new Error('unreachable');
  return room;
}

const voice = (mic: Sends, speaking = false) => person('eve~speaking', { userId: 'eve', mic, speaking });

describe('A voice from elsewhere', () => {
  it('is a person where that person is not in the room', () => {
    const people = readParticipants(roomOf(voice({ track: 'said' })), []);
    expect(people.map(({ userId, mic, micTrack, voice: heard }) => [userId, mic, micTrack, heard])).toEqual([
      ['me', 'none', null, null],
      ['eve', 'on', 'said', null],
    ]);
  });

  it.each([
    ['silent', undefined, 'on', 'said'],
    ['muted', { track: 'own', isMuted: true }, 'on', 'said'],
    ['heard already', { track: 'own' }, 'on', null],
  ] as const)('is that of a person in the room who is %s', (_, mic, shown, heard) => {
    const people = readParticipants(roomOf(person('eve', mic ? { mic } : {}), voice({ track: 'said' }, true)), []);
    expect(people).toHaveLength(2);
    expect(people[1]).toMatchObject({ identity: 'eve', userId: 'eve', mic: shown, micTrack: mic?.track ?? null, voice: heard, speaking: heard !== null });
  });

  it('changes nothing while it is muted', () => {
    expect(readParticipants(roomOf(person('eve'), voice({ track: 'said', isMuted: true })), [])[1]).toMatchObject({ mic: 'none', voice: null });
  });

  it('is never heard by whose it is', () => {
    const people = readParticipants(roomOf(person('me~speaking', { userId: 'me', mic: { track: 'said' } })), []);
    expect(people.map(({ identity, mic, voice: heard }) => [identity, mic, heard])).toEqual([['me', 'none', null]]);
  });

  it('is read again only when it changed', () => {
    const room = roomOf(person('eve'), voice({ track: 'said' }));
    const people = readParticipants(room, []);
    expect(readParticipants(room, people)).toBe(people);
    room.remoteParticipants.delete('eve~speaking');
    const after = readParticipants(room, people);
    expect(after[0]).toBe(people[0]);
    expect(after[1]).toMatchObject({ mic: 'none', voice: null });
  });
});
