import { describe, expect, it, vi } from 'vitest';
import { Emitter } from '@/shared/emitter';
import { SessionSocket, type LiveState } from '@/shared/live/sessionSocket';
import type { MediaState } from '@/features/media/mediaRoom';
import type { Participant } from '@/features/media/participants';
import { ClassModel, type MediaSide, type SocketSide } from './classModel';
import { mergePeople } from './people/people';

const idle = new SessionSocket({ url: () => Promise.reject(new Error('unused')) }).getSnapshot();

function setup() {
  const socketEmitter = new Emitter();
  const mediaEmitter = new Emitter();
  let live: LiveState = { ...idle, status: 'open' };
  let media: Pick<MediaState, 'connection' | 'closed' | 'lostAt'> = { connection: 'connected', closed: null, lostAt: null };
  const socket = { subscribe: socketEmitter.subscribe, getSnapshot: () => live, start: vi.fn(), leave: vi.fn(), suspend: vi.fn(), dispose: vi.fn(), retryNow: vi.fn() } satisfies SocketSide;
  const room = { subscribe: mediaEmitter.subscribe, getSnapshot: () => media, connect: vi.fn(), close: vi.fn(), rejoin: vi.fn(), takeOver: vi.fn(), dispose: vi.fn() } satisfies MediaSide;
  const model = new ClassModel(socket, room);
  return {
    model,
    socket,
    room,
    live: (change: Partial<LiveState>) => {
      live = { ...live, ...change };
      socketEmitter.emit();
    },
    media: (change: Partial<typeof media>) => {
      media = { ...media, ...change };
      mediaEmitter.emit();
    },
  };
}

describe('ClassModel', () => {
  it('starts both sides', () => {
    const { model, socket, room } = setup();
    model.start();
    expect([socket.start.mock.calls.length, room.connect.mock.calls.length]).toEqual([1, 1]);
    expect(model.getSnapshot()).toBeNull();
  });

  it.each([
    ['ended', 'ended'],
    ['expired', 'expired'],
    ['removed', 'removed'],
    ['forbidden', 'refused'],
  ] as const)('closes the media room when the session says %s', (stopped, outcome) => {
    const { model, room, live } = setup();
    live({ status: 'stopped', stopped });
    expect(model.getSnapshot()).toBe(outcome);
    expect(room.close).toHaveBeenCalledWith(outcome);
  });

  it('keeps presence for the other tab and takes the class back', () => {
    const { model, socket, room, live, media } = setup();
    media({ connection: 'closed', closed: 'duplicate' });
    expect(model.getSnapshot()).toBe('duplicate');
    expect(socket.suspend).toHaveBeenCalledWith(false);
    expect(socket.leave).not.toHaveBeenCalled();
    room.takeOver.mockImplementation(() => media({ connection: 'connecting', closed: null }));
    socket.start.mockImplementation(() => live({ status: 'connecting' }));
    model.takeOver();
    expect(model.getSnapshot()).toBeNull();
    expect([socket.start.mock.calls.length, room.takeOver.mock.calls.length]).toEqual([1, 1]);
  });

  it('says goodbye on a deliberate leave, and the first outcome stays', () => {
    const { model, socket, room, live } = setup();
    model.leave();
    live({ status: 'stopped', stopped: 'ended' });
    expect(model.getSnapshot()).toBe('left');
    expect(socket.leave).toHaveBeenCalledTimes(1);
    expect(room.close).toHaveBeenCalledTimes(1);
  });

  it('rejoins only what is lost', () => {
    const { model, socket, room, media } = setup();
    model.rejoin();
    expect(room.rejoin).not.toHaveBeenCalled();
    media({ lostAt: 1 });
    model.rejoin();
    expect([socket.retryNow.mock.calls.length, room.rejoin.mock.calls.length]).toEqual([2, 1]);
  });
});

describe('mergePeople', () => {
  const you = { userId: 'ana', name: 'Ana', role: 'learner' as const };
  const part = (userId: string, change: Partial<Participant> = {}): Participant => ({ identity: userId, userId, name: userId, isLocal: false, mic: 'on', micTrack: null, voice: null, camera: null, screen: null, screenAudio: null, speaking: true, lastSpokeAt: 0, quality: 'good', joinedAt: 0, ...change });

  it('takes roles from the session and devices from the media room', () => {
    const live = [{ userId: 'tia', name: 'Tia', role: 'instructor' as const, joinedAt: '', device: 'desktop' as const, away: false, room: 'main' }];
    expect(mergePeople(live, [part('tia'), part('new')], you)).toEqual([
      { userId: 'ana', name: 'Ana', role: 'learner', isYou: true, mic: 'none', camera: false, sharing: false, speaking: false, connected: false, device: 'unknown', away: false, room: 'main' },
      { userId: 'tia', name: 'Tia', role: 'instructor', isYou: false, mic: 'on', camera: false, sharing: false, speaking: true, connected: true, device: 'desktop', away: false, room: 'main' },
      { userId: 'new', name: 'new', role: 'learner', isYou: false, mic: 'on', camera: false, sharing: false, speaking: true, connected: true, device: 'unknown', away: false, room: 'main' },
    ]);
  });

  it('says of nobody that they are connecting while this page itself has no audio and video', () => {
    const live = [{ userId: 'tia', name: 'Tia', role: 'instructor' as const, joinedAt: '', device: 'desktop' as const, away: false, room: 'main' }];
    expect(mergePeople(live, [], you, false).map(({ connected }) => connected)).toEqual([true, true]);
  });
});
