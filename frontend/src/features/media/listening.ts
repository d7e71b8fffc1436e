import { createLocalAudioTrack, RoomEvent, Track, type LocalAudioTrack, type RemoteTrack, type Room } from 'livekit-client';
import { Emitter } from '@/shared/emitter';
import { createRoom } from './mediaRoom';

export interface ListeningState {
  /** The group that is heard from elsewhere. */
  groupId: string | null;
  /** The groups that are spoken into. */
  into: readonly string[];
}

interface Way {
  url: string;
  token: string;
}

export interface ListeningDeps {
  /** A ticket for a group: to hear it unseen, or to speak into it. */
  ticket(groupId: string, speak: boolean): Promise<Way>;
  /** The devices of now. */
  devices(): { micId: string; speakerId: string };
  /** The group in which the person is, by the class; null is none. */
  here(): string | null;
  create?(): Room;
  /** A microphone of its own: that of the class may be muted. */
  microphone?(micId: string): Promise<LocalAudioTrack>;
}

/** One connection beside the one of the class. */
interface Ear {
  room: Room;
  hears: boolean;
  speaks: boolean;
}

const idle: ListeningState = { groupId: null, into: [] };
const openMicrophone = (micId: string) => createLocalAudioTrack({ ...(micId ? { deviceId: micId } : {}), echoCancellation: true, noiseSuppression: true });

/** Hears a group, or speaks into one, some or all, while the person stays where they are. What is asked for last holds. */
export class Listening {
  private state = idle;
  private readonly ears = new Map<string, Ear>();
  private readonly emitter = new Emitter();
  private readonly deps: ListeningDeps;
  /** Grows with each wish, so that an outdated one is given up. */
  private turn = 0;
  private voice: LocalAudioTrack | null = null;

  constructor(deps: ListeningDeps) {
    this.deps = deps;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): ListeningState => this.state;

  /** Hears a group; null hears none. */
  async listen(groupId: string | null): Promise<void> {
    await this.want(groupId === null ? [] : [groupId], groupId, false);
  }

  /** Speaks into groups; null into none. Into a single one it is a talk: that one is heard too, unless the person is in it. */
  async speak(groupIds: readonly string[] | null): Promise<void> {
    const [first] = groupIds ?? [];
    await this.want(groupIds ?? [], groupIds?.length === 1 && first !== undefined && first !== this.deps.here() ? first : null, true);
  }

  /** The person may be in another group now. Its people are heard there, and not from elsewhere too; who speaks to several goes on. */
  moved(): void {
    const here = this.deps.here();
    if (here !== null && this.ears.get(here)?.hears) this.stop();
  }

  stop(): void {
    this.turn += 1;
    this.dropAll();
  }

  /** Rejects where a group can't be reached or the microphone can't be used; then there is nothing of the wish. */
  private async want(groupIds: readonly string[], heard: string | null, speaks: boolean): Promise<void> {
    const turn = ++this.turn;
    this.dropAll();
    if (groupIds.length === 0) return;
    try {
      const voice = speaks ? await (this.deps.microphone ?? openMicrophone)(this.deps.devices().micId) : null;
      if (turn !== this.turn) {
        voice?.stop();
        return;
      }
      this.voice = voice;
      await Promise.all(groupIds.map((groupId) => this.enter(groupId, { hears: groupId === heard, speaks, turn })));
    } catch (error) {
      if (turn !== this.turn) return;
      this.dropAll();
      throw error;
    }
    if (turn !== this.turn) return;
    this.set({ groupId: heard, into: speaks ? groupIds : [] });
    this.moved();
  }

  private async enter(groupId: string, { hears, speaks, turn }: { hears: boolean; speaks: boolean; turn: number }): Promise<void> {
    const way = await this.deps.ticket(groupId, speaks);
    if (turn !== this.turn) return;
    const room = (this.deps.create ?? createRoom)();
    this.ears.set(groupId, { room, hears, speaks });
    if (hears) play(room);
    room.on(RoomEvent.Disconnected, () => this.lost(groupId, room));
    await room.connect(way.url, way.token, { autoSubscribe: hears, maxRetries: 1 });
    if (turn !== this.turn) {
      void room.disconnect();
      return;
    }
    const { speakerId } = this.deps.devices();
    if (speakerId) await room.switchActiveDevice('audiooutput', speakerId).catch(() => undefined);
    const source = this.voice?.mediaStreamTrack;
    // Each room gets a copy: a track of the library belongs to one.
    if (speaks && source) await room.localParticipant.publishTrack(source.clone(), { source: Track.Source.Microphone });
  }

  /** The group's room was closed, or the connection broke: says so by what is heard and spoken into. */
  private lost(groupId: string, room: Room): void {
    if (this.ears.get(groupId)?.room !== room) return;
    this.ears.delete(groupId);
    if (this.ears.size === 0) {
      this.dropAll();
      return;
    }
    const { groupId: heard, into } = this.state;
    this.set({ groupId: heard === groupId ? null : heard, into: into.filter((one) => one !== groupId) });
  }

  private dropAll(): void {
    const ears = [...this.ears.values()];
    this.ears.clear();
    for (const { room } of ears) void room.disconnect();
    this.voice?.stop();
    this.voice = null;
    if (this.state !== idle) this.set(idle);
  }

  private set(state: ListeningState): void {
    this.state = state;
    this.emitter.emit();
  }
}

/** Plays what is heard, without a picture and without a place in the page. */
function play(room: Room): void {
  room.on(RoomEvent.TrackSubscribed, (track: RemoteTrack) => {
    if (track.kind === Track.Kind.Audio) track.attach();
  });
  room.on(RoomEvent.TrackUnsubscribed, (track: RemoteTrack) => {
    for (const element of track.detach()) element.remove();
  });
}
