import { EventEmitter } from 'node:events';
import { RoomEvent, Track, type LocalAudioTrack, type Room } from 'livekit-client';
import { describe, expect, it, vi } from 'vitest';
import { Listening } from './listening';

class FakeRoom extends EventEmitter {
  state = 'off';
  group = '';
  hears = false;
  published: unknown[] = [];
  fails = false;
  localParticipant = {
    publishTrack: async (track: unknown, options: unknown) => {
      this.published.push([track, options]);
    },
  };
  async connect(_url: string, token: string, { autoSubscribe }: { autoSubscribe: boolean }) {
    if (this.fails) throw new Error('no route');
    this.state = 'on';
    this.group = token;
    this.hears = autoSubscribe;
  }
  async disconnect() {
    if (this.state === 'off') return;
    this.state = 'off';
    this.emit(RoomEvent.Disconnected);
  }
  async switchActiveDevice() {
    return true;
  }
}

// The library's classes have far more than is used here; the fakes stand for that part.
function as<T>(value: unknown): T {
  const is = (one: unknown): one is T => one === value;
  if (!is(value)) throw new Error('unreachable');
  return value;
}

function setup({ unreachable = '' } = {}) {
  const rooms: FakeRoom[] = [];
  const at: { group: string | null } = { group: null };
  const stopped = vi.fn();
  const ticket = vi.fn((groupId: string, speak: boolean) => Promise.resolve({ url: 'ws://x', token: `${groupId}${speak ? ' speaking' : ''}` }));
  const listening = new Listening({
    ticket,
    devices: () => ({ micId: 'm', speakerId: '' }),
    here: () => at.group,
    create: () => {
      const room = new FakeRoom();
      room.fails = unreachable !== '' && rooms.length === 1;
      rooms.push(room);
      return as<Room>(room);
    },
    microphone: () => Promise.resolve(as<LocalAudioTrack>({ mediaStreamTrack: { clone: () => 'copy' }, stop: stopped })),
  });
  const on = () => rooms.filter((room) => room.state === 'on').map((room) => room.group);
  const go = (group: string | null) => {
    at.group = group;
    listening.moved();
  };
  return { rooms, listening, ticket, stopped, on, go };
}

describe('Listening', () => {
  it('hears one group at a time', async () => {
    const { listening, on, rooms } = setup();
    await listening.listen('g1');
    expect(listening.getSnapshot()).toEqual({ groupId: 'g1', into: [] });
    await listening.listen('g2');
    expect(on()).toEqual(['g2']);
    expect(rooms[1]?.hears).toBe(true);
    expect(rooms[1]?.published).toEqual([]);
    await listening.listen(null);
    expect(on()).toEqual([]);
    expect(listening.getSnapshot().groupId).toBeNull();
  });

  it('speaks into one and hears it, with a microphone of its own', async () => {
    const { listening, rooms, stopped } = setup();
    await listening.speak(['g1']);
    expect(listening.getSnapshot()).toEqual({ groupId: 'g1', into: ['g1'] });
    expect(rooms[0]?.published).toEqual([['copy', { source: Track.Source.Microphone }]]);
    listening.stop();
    expect(stopped).toHaveBeenCalledOnce();
  });

  it('speaks into all without hearing them all at once', async () => {
    const { listening, rooms, on } = setup();
    await listening.speak(['g1', 'g2', 'g3']);
    expect(on()).toEqual(['g1 speaking', 'g2 speaking', 'g3 speaking']);
    expect(rooms.some((room) => room.hears)).toBe(false);
    expect(listening.getSnapshot()).toEqual({ groupId: null, into: ['g1', 'g2', 'g3'] });
  });

  it('does what was asked for last', async () => {
    const { listening, on } = setup();
    await Promise.all([listening.listen('g1'), listening.listen('g2'), listening.listen('g3')]);
    expect(on()).toEqual(['g3']);
    expect(listening.getSnapshot().groupId).toBe('g3');
  });

  it('leaves nothing open where a group can not be reached', async () => {
    const { listening, on, stopped } = setup({ unreachable: 'g2' });
    await expect(listening.speak(['g1', 'g2'])).rejects.toThrow('no route');
    expect(on()).toEqual([]);
    expect(stopped).toHaveBeenCalledOnce();
    expect(listening.getSnapshot()).toEqual({ groupId: null, into: [] });
  });

  it('ends with a visit to the group that is heard, and with no other', async () => {
    const { listening, on, go, stopped } = setup();
    await listening.speak(['g1']);
    go('g2');
    expect(on()).toEqual(['g1 speaking']);
    go('g1');
    expect(on()).toEqual([]);
    expect(stopped).toHaveBeenCalledOnce();
    expect(listening.getSnapshot()).toEqual({ groupId: null, into: [] });
    go(null);
    const asked = listening.listen('g1');
    go('g1');
    await asked;
    expect(on()).toEqual([]);
    expect(listening.getSnapshot().groupId).toBeNull();
  });

  it('speaks to all from within one of the groups, or the only one', async () => {
    const { listening, on, go } = setup();
    go('g1');
    await listening.speak(['g1']);
    expect(on()).toEqual(['g1 speaking']);
    expect(listening.getSnapshot()).toEqual({ groupId: null, into: ['g1'] });
    await listening.speak(['g1', 'g2']);
    go('g2');
    expect(on()).toEqual(['g1 speaking', 'g2 speaking']);
    expect(listening.getSnapshot()).toEqual({ groupId: null, into: ['g1', 'g2'] });
  });

  it('notices that a room was closed', async () => {
    const { listening, rooms, stopped } = setup();
    await listening.speak(['g1', 'g2']);
    await rooms[0]?.disconnect();
    expect(listening.getSnapshot().into).toEqual(['g2']);
    expect(stopped).not.toHaveBeenCalled();
    await rooms[1]?.disconnect();
    expect(listening.getSnapshot().into).toEqual([]);
    expect(stopped).toHaveBeenCalledOnce();
  });
});
