import { EventEmitter } from 'node:events';
import { ConnectionState, DisconnectReason, RoomEvent, Track, type Room } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/shared/api/apiError';
import { MediaRoom } from './mediaRoom';
import { QuickReconnect } from './reconnect';

/** The part of a room that the model uses: state, events, one publication for each source. */
class FakeRoom extends EventEmitter {
  state = ConnectionState.Disconnected;
  canPlaybackAudio = true;
  connects: string[] = [];
  failures = 0;
  enabled: string[] = [];
  refuse: Error | null = null;
  remoteParticipants = new Map();
  private readonly publications = new Map<Track.Source, { isMuted: boolean; track: undefined }>();
  localParticipant = {
    identity: '',
    name: 'Ana',
    attributes: {},
    isLocal: true,
    isSpeaking: false,
    connectionQuality: 'excellent',
    isScreenShareEnabled: false,
    getTrackPublication: (source: Track.Source) => this.publications.get(source),
    setMicrophoneEnabled: (on: boolean) => this.enable(Track.Source.Microphone, on),
    setCameraEnabled: (on: boolean) => this.enable(Track.Source.Camera, on),
    setScreenShareEnabled: (on: boolean) => this.enable(Track.Source.ScreenShare, on),
  };

  async connect(_url: string, token: string) {
    this.connects.push(token);
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('no route');
    }
    this.state = ConnectionState.Connected;
    this.localParticipant.identity = 'ana';
  }
  async disconnect() {
    this.end(DisconnectReason.CLIENT_INITIATED);
  }
  async switchActiveDevice() {
    return true;
  }
  async startAudio() {
    this.canPlaybackAudio = true;
  }

  end(reason: DisconnectReason) {
    if (this.state === ConnectionState.Disconnected) return;
    this.state = ConnectionState.Disconnected;
    this.publications.clear();
    this.emit(RoomEvent.Disconnected, reason);
  }
  muteByHost() {
    const mic = this.publications.get(Track.Source.Microphone);
    if (mic) mic.isMuted = true;
    this.emit(RoomEvent.TrackMuted);
  }
  private async enable(source: Track.Source, on: boolean) {
    if (this.refuse && on) throw this.refuse;
    this.enabled.push(`${source} ${on ? 'on' : 'off'}`);
    this.publications.set(source, { isMuted: !on, track: undefined });
  }
}

// The library's class has far more than the model needs; the fake stands for that part.
function asRoom(fake: FakeRoom): Room {
  const room: unknown = fake;
  const isRoom = (value: unknown): value is Room => value === fake;
  if (!isRoom(room)) throw new Error('unreachable');
  return room;
}

const prefs = { mic: true, camera: false, micId: '', cameraId: '', speakerId: '' };
const answer = (token: string) => ({ livekit: { url: 'ws://x', token, room: 'r' }, events: { url: '' }, board: { id: '', url: '' } });

function setup({ join, publish = true }: { join?: () => Promise<ReturnType<typeof answer>>; publish?: boolean } = {}) {
  const fake = new FakeRoom();
  let tokens = 0;
  const get = vi.fn(join ?? (() => Promise.resolve(answer(`t${++tokens}`))));
  const room = new MediaRoom({ joins: { get }, allowed: { publish, share: publish }, prefs, room: asRoom(fake), random: () => 0 });
  return { fake, room, get };
}

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
    const { fake, room } = await connected();
    expect(room.getSnapshot()).toMatchObject({ connection: 'connected', lostAt: null, soundBlocked: false });
    expect(fake.enabled).toEqual(['microphone on']);
  });

  it('publishes nothing for observers, whatever was chosen', async () => {
    const { fake, room } = await connected(setup({ publish: false }));
    await room.local.setMic(true);
    await room.local.setShare(true);
    expect(fake.enabled).toEqual([]);
    expect(room.getSnapshot().local.mic.on).toBe(false);
  });

  it('tries again until the media server is there', async () => {
    const kit = setup();
    kit.fake.failures = 3;
    kit.room.connect();
    await vi.advanceTimersByTimeAsync(0);
    expect(kit.room.getSnapshot().lostAt).not.toBeNull();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(kit.room.getSnapshot().connection).toBe('connected');
    expect(kit.fake.connects).toHaveLength(4);
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
      const { fake, room } = await connected();
      await room.local.setMic(false);
      fake.state = ConnectionState.Disconnected;
      fake.emit(RoomEvent.Disconnected, reason);
      expect(room.getSnapshot().connection).toBe('reconnecting');
      await vi.advanceTimersByTimeAsync(10_000);
      expect(fake.connects).toEqual(['t1', 't2']);
      expect(room.getSnapshot()).toMatchObject({ connection: 'connected', local: { mic: { on: false } } });
      expect(fake.enabled).toEqual(['microphone on', 'microphone off']);
    },
  );

  it('sends the microphone again after a new connection', async () => {
    const { fake } = await connected();
    fake.end(DisconnectReason.SERVER_SHUTDOWN);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fake.enabled).toEqual(['microphone on', 'microphone on']);
  });

  it.each([
    ['session_ended', 410, 'ended'],
    ['forbidden', 403, 'removed'],
    ['unauthorized', 401, 'expired'],
    ['room_full', 409, 'full'],
  ])('closes when a fresh token is refused: %s', async (code, status, closed) => {
    let calls = 0;
    const kit = await connected(setup({ join: () => (++calls === 1 ? Promise.resolve(answer('t1')) : Promise.reject(new ApiError(status, { code }))) }));
    kit.fake.end(DisconnectReason.PARTICIPANT_REMOVED);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kit.room.getSnapshot()).toMatchObject({ connection: 'closed', closed });
  });

  it('yields to another tab and takes over again when asked', async () => {
    const { fake, room } = await connected();
    fake.end(DisconnectReason.DUPLICATE_IDENTITY);
    expect(room.getSnapshot()).toMatchObject({ connection: 'closed', closed: 'duplicate' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.connects).toHaveLength(1);
    await room.takeOver();
    expect(room.getSnapshot()).toMatchObject({ connection: 'connected', closed: null });
  });

  it('rejoins at once when told to', async () => {
    const { fake, room } = await connected();
    fake.emit(RoomEvent.SignalReconnecting);
    await room.rejoin();
    expect(fake.connects).toEqual(['t1', 't2']);
    expect(room.getSnapshot().connection).toBe('connected');
  });

  it('starts anew with a fresh token where the media server has forgotten it', async () => {
    const { fake, room } = await connected();
    fake.emit(RoomEvent.Reconnecting);
    expect(room.getSnapshot().connection).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fake.connects).toEqual(['t1', 't2']);
    expect(room.getSnapshot()).toMatchObject({ connection: 'connected', lostAt: null });
  });

  it('stays closed after a deliberate leave', async () => {
    const { fake, room } = await connected();
    room.close('left');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(room.getSnapshot()).toMatchObject({ connection: 'closed', closed: 'left', participants: [] });
    expect(fake.connects).toHaveLength(1);
  });

  it('notices that a teacher muted the microphone', async () => {
    const { fake, room } = await connected();
    fake.muteByHost();
    await vi.advanceTimersByTimeAsync(100);
    expect(room.getSnapshot().local).toMatchObject({ mic: { on: false }, mutedByHost: 1 });
  });

  it('says why a microphone did not start and leaves it off', async () => {
    const kit = setup();
    kit.fake.refuse = new DOMException('', 'NotReadableError');
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
