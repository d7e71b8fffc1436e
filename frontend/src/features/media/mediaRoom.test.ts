import { DisconnectReason, RoomEvent } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/shared/api/apiError';
import { QuickReconnect } from './reconnect';
import { setup } from './testRoom';

async function connected(kit = setup()) {
  kit.room.connect();
  await vi.advanceTimersByTimeAsync(50);
  return kit;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('MediaRoom', () => {
  it('connects and sends what the person chose before class', async () => {
    const { room, world } = await connected();
    expect(room.getSnapshot()).toMatchObject({ connection: 'connected', lostAt: null, soundBlocked: false });
    expect(world.enabled).toEqual(['microphone on']);
  });

  it('publishes nothing for observers, whatever was chosen', async () => {
    const { room, world } = await connected(setup({ publish: false }));
    await room.local.setMic(true);
    await room.local.setShare(true);
    expect(world.enabled).toEqual([]);
    expect(room.getSnapshot().local.mic.on).toBe(false);
  });

  it('tries again until the media server is there', async () => {
    const kit = setup();
    kit.world.failures = 3;
    kit.room.connect();
    await vi.advanceTimersByTimeAsync(0);
    expect(kit.room.getSnapshot().lostAt).not.toBeNull();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(kit.room.getSnapshot().connection).toBe('connected');
    expect(kit.world.connects).toHaveLength(4);
  });

  it('shows a loss that the library repairs by itself', async () => {
    const { fake, room } = await connected();
    fake.emit(RoomEvent.SignalReconnecting);
    expect(room.getSnapshot().connection).toBe('reconnecting');
    fake.emit(RoomEvent.Reconnected);
    expect(room.getSnapshot()).toMatchObject({ connection: 'connected', lostAt: null });
  });

  it.each([DisconnectReason.SERVER_SHUTDOWN, DisconnectReason.SIGNAL_CLOSE, DisconnectReason.ROOM_DELETED, DisconnectReason.STATE_MISMATCH, undefined])(
    'connects anew with a fresh token after the library gave up (%s)',
    async (reason) => {
      const { fake, room, world } = await connected();
      await room.local.setMic(false);
      fake.end(reason);
      expect(room.getSnapshot().connection).toBe('reconnecting');
      await vi.advanceTimersByTimeAsync(10_000);
      expect(world.connects).toEqual(['t1 s-s', 't2 s-s']);
      expect(room.getSnapshot()).toMatchObject({ connection: 'connected', local: { mic: { on: false } } });
      expect(world.enabled).toEqual(['microphone on', 'microphone off']);
    },
  );

  it('sends the microphone again after a new connection', async () => {
    const { fake, world } = await connected();
    fake.end(DisconnectReason.SERVER_SHUTDOWN);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.enabled).toEqual(['microphone on', 'microphone on']);
  });

  it.each([
    ['session_ended', 410, 'ended'],
    ['forbidden', 403, 'removed'],
    ['unauthorized', 401, 'expired'],
    ['room_full', 409, 'full'],
  ])('closes when a fresh token is refused: %s', async (code, status, closed) => {
    let calls = 0;
    const kit = await connected(setup({ join: () => (++calls === 1 ? Promise.resolve('s-s') : Promise.reject(new ApiError(status, { code }))) }));
    kit.fake.end(DisconnectReason.PARTICIPANT_REMOVED);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kit.room.getSnapshot()).toMatchObject({ connection: 'closed', closed });
  });

  it('yields to another tab and takes over again when asked', async () => {
    const { fake, room, world } = await connected();
    fake.end(DisconnectReason.DUPLICATE_IDENTITY);
    expect(room.getSnapshot()).toMatchObject({ connection: 'closed', closed: 'duplicate' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.connects).toHaveLength(1);
    await room.takeOver();
    expect(room.getSnapshot()).toMatchObject({ connection: 'connected', closed: null });
  });

  it('rejoins at once when told to', async () => {
    const { fake, room, world } = await connected();
    fake.emit(RoomEvent.SignalReconnecting);
    await room.rejoin();
    expect(world.connects).toEqual(['t1 s-s', 't2 s-s']);
    expect(room.getSnapshot().connection).toBe('connected');
  });

  it('starts anew with a fresh token where the media server has forgotten it', async () => {
    const { fake, room, world } = await connected();
    fake.emit(RoomEvent.Reconnecting);
    expect(room.getSnapshot().connection).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(world.connects).toEqual(['t1 s-s', 't2 s-s']);
    expect(room.getSnapshot()).toMatchObject({ connection: 'connected', lostAt: null });
  });

  it('stays closed after a deliberate leave', async () => {
    const { room, world } = await connected();
    room.close('left');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(room.getSnapshot()).toMatchObject({ connection: 'closed', closed: 'left', participants: [] });
    expect(world.connects).toHaveLength(1);
  });

  it('notices that a teacher muted the microphone', async () => {
    const { fake, room } = await connected();
    fake.muteByHost();
    await vi.advanceTimersByTimeAsync(100);
    expect(room.getSnapshot().local).toMatchObject({ mic: { on: false }, mutedByHost: 1 });
  });

  it('says why a microphone did not start and leaves it off', async () => {
    const kit = setup();
    kit.world.refuse = new DOMException('', 'NotReadableError');
    await connected(kit);
    expect(kit.room.getSnapshot().local.mic).toEqual({ on: false, busy: false, problem: 'in_use' });
  });

  it('asks for a press where the browser blocks sound', async () => {
    const kit = setup();
    kit.fake.canPlaybackAudio = false;
    await connected(kit);
    expect(kit.room.getSnapshot().soundBlocked).toBe(true);
    await kit.room.startSound();
    expect(kit.room.getSnapshot().soundBlocked).toBe(false);
  });
});

describe('QuickReconnect', () => {
  it('waits a little longer each time and gives up after twelve seconds', () => {
    const policy = new QuickReconnect(() => 0.5);
    expect([0, 1, 2, 3, 9].map((retryCount) => policy.nextRetryDelayInMs({ retryCount, elapsedMs: 0 }))).toEqual([200, 500, 1_000, 1_500, 2_000]);
    expect(policy.nextRetryDelayInMs({ retryCount: 9, elapsedMs: 12_001 })).toBeNull();
  });
});
