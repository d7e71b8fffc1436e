import { EventEmitter } from 'node:events';
import { ConnectionState, DisconnectReason, RoomEvent, Track, type Room } from 'livekit-client';
import { vi } from 'vitest';
import { MediaRoom } from './mediaRoom';

/** A track of ours, as far as the model looks at it. */
export class FakeTrack {
  isMuted = false;
  stopped = false;
  readonly source: Track.Source;
  readonly mediaStreamTrack = { readyState: 'live' };

  constructor(source: Track.Source) {
    this.source = source;
  }

  async mute() {
    this.isMuted = true;
  }
  stop() {
    this.stopped = true;
  }
}

interface Publication {
  isMuted: boolean;
  track: FakeTrack;
}

/** What all rooms of a test have in common, and its story. */
export class World {
  rooms: FakeRoom[] = [];
  /** The tokens used, in order. */
  connects: string[] = [];
  /** What was published, muted or taken back, in all rooms. */
  enabled: string[] = [];
  /** How many more connections fail, and which rooms never can be entered. */
  failures = 0;
  closed = new Set<string>();
  /** Rooms whose doors open only when the test says so. */
  slow = new Set<string>();
  refuse: Error | null = null;
  /** How many devices were opened. */
  opened = 0;
  /** Where one is connected at a moment: the most at once. */
  most = 0;

  get connected(): FakeRoom[] {
    return this.rooms.filter((room) => room.state === ConnectionState.Connected);
  }
  /** The names of the rooms in which something of a kind is sent. */
  sends(source: Track.Source): string[] {
    return this.connected.filter((room) => room.publication(source)).map((room) => room.name);
  }
}

/** The part of a room that the model uses: state, events, one publication for each source. */
export class FakeRoom extends EventEmitter {
  state = ConnectionState.Disconnected;
  canPlaybackAudio = true;
  /** The room that it is in: the name that stands in the token. */
  name = '';
  remoteParticipants = new Map();
  private readonly world: World;
  private readonly publications = new Map<Track.Source, Publication>();
  private abort: (() => void) | null = null;
  private open: (() => void) | null = null;
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
    publishTrack: async (track: FakeTrack) => {
      if (this.state !== ConnectionState.Connected) throw new Error('not connected');
      this.publications.set(track.source, { isMuted: track.isMuted, track });
    },
    unpublishTrack: async (track: FakeTrack) => {
      this.publications.delete(track.source);
    },
  };

  constructor(world: World) {
    super();
    this.world = world;
    world.rooms.push(this);
  }

  async connect(_url: string, token: string) {
    this.world.connects.push(token);
    const name = token.split(' ')[1] ?? '';
    this.state = ConnectionState.Connecting;
    if (this.world.slow.has(name)) {
      await new Promise<void>((resolve, reject) => {
        this.open = resolve;
        this.abort = () => reject(new Error('aborted'));
      });
    } else await Promise.resolve();
    if (this.world.failures > 0 || this.world.closed.has(name)) {
      if (!this.world.closed.has(name)) this.world.failures -= 1;
      this.state = ConnectionState.Disconnected;
      throw new Error('no route');
    }
    this.state = ConnectionState.Connected;
    this.name = name;
    this.localParticipant.identity = 'ana';
    this.world.most = Math.max(this.world.most, this.world.connected.length);
  }
  /** Lets in whoever waits at a slow door. */
  letIn() {
    this.open?.();
  }
  async disconnect(stop = true) {
    this.abort?.();
    this.end(DisconnectReason.CLIENT_INITIATED, stop);
  }
  async switchActiveDevice() {
    return true;
  }
  async startAudio() {
    this.canPlaybackAudio = true;
  }
  publication(source: Track.Source) {
    return this.publications.get(source);
  }

  end(reason?: DisconnectReason, stop = true) {
    if (this.state === ConnectionState.Disconnected) return;
    this.state = ConnectionState.Disconnected;
    if (stop) for (const { track } of this.publications.values()) track.stop();
    this.publications.clear();
    this.emit(RoomEvent.Disconnected, reason);
  }
  muteByHost() {
    const mic = this.publications.get(Track.Source.Microphone);
    if (mic) mic.isMuted = true;
    this.emit(RoomEvent.TrackMuted);
  }
  private async enable(source: Track.Source, on: boolean) {
    if (this.world.refuse && on) throw this.world.refuse;
    this.world.enabled.push(`${source} ${on ? 'on' : 'off'}`);
    const there = this.publications.get(source);
    if (there) {
      there.isMuted = there.track.isMuted = !on;
      return;
    }
    if (!on) return;
    this.world.opened += 1;
    this.publications.set(source, { isMuted: false, track: new FakeTrack(source) });
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

interface Options {
  /** The room that the server answers with. */
  join?: () => Promise<string>;
  publish?: boolean;
  camera?: boolean;
}

/** A media room whose tokens read "t1 s-s", "t2 s-s.g1" and so on, and the rooms that it makes. */
export function setup({ join = () => Promise.resolve('s-s'), publish = true, camera = false }: Options = {}) {
  const world = new World();
  let tokens = 0;
  const answer = (room: string) => ({ livekit: { url: 'ws://x', token: `t${String(++tokens)} ${room}`, room }, events: { url: '' }, board: { id: '', url: '' } });
  const get = vi.fn(async () => answer(await join()));
  const main = vi.fn(() => Promise.resolve(answer('s-s')));
  const forget = vi.fn();
  const room = new MediaRoom({ joins: { get, main, forget }, allowed: { publish, share: publish }, prefs: { ...prefs, camera }, create: () => asRoom(new FakeRoom(world)), random: () => 0 });
  /** The room made first. */
  const [fake] = world.rooms;
  if (!fake) throw new Error('no room was made');
  const ticket = (name: string, waitMs = 0) => room.follow({ type: 'media.ticket', url: 'ws://x', token: `ticket ${name}`, room: name, waitMs });
  return { world, fake, room, get, main, forget, ticket };
}
