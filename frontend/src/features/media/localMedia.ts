import { ConnectionState, RoomEvent, Track, type Room } from 'livekit-client';
import { pageAllows } from '@/shared/media/policy';
import { savePrefs, type MediaPrefs } from '@/shared/media/prefs';
import { classifyMediaError, type MediaProblem } from '@/shared/media/problem';
import { takeFrom, type Load } from './carried';
import { MutedSpeech } from './mutedSpeech';
import { SilentMic } from './silentMic';

export interface Device {
  /** What the person wants and sees; kept over a reconnect. */
  on: boolean;
  busy: boolean;
  problem: MediaProblem | null;
}

export interface LocalState {
  mic: Device;
  camera: Device;
  share: Device;
  speakingWhileMuted: boolean;
  /** The microphone is on and gives no sound at all. */
  micSilent: boolean;
  /** Grows each time a teacher mutes this person. */
  mutedByHost: number;
  /** Whether the microphone may be used now; a teacher can take it. */
  mayUseMic: boolean;
  micId: string;
  cameraId: string;
  speakerId: string;
}

export interface Allowed {
  publish: boolean;
  share: boolean;
}

const off: Device = { on: false, busy: false, problem: null };
const sourceOf = { mic: Track.Source.Microphone, camera: Track.Source.Camera, share: Track.Source.ScreenShare } as const;
const kinds = ['mic', 'camera', 'share'] as const;
type Kind = (typeof kinds)[number];

/** How long a device that is being opened may hold up a move. */
const settleMs = 2_000;
const none: Load = new Map();

/** LiveKit learns of a right a moment after the class does. */
const grantMs = 5_000;

/** What this person sends. Part of MediaRoom, which owns it and passes its changes on. */
export class LocalMedia {
  state: LocalState;
  /** What is on its way from one room into another. */
  carried = none;
  private moving = false;
  private room: Room;
  private readonly allowed: Allowed;
  private readonly changed: () => void;
  private readonly speech: MutedSpeech;
  private readonly silence: SilentMic;

  constructor(room: Room, allowed: Allowed, prefs: MediaPrefs, changed: () => void) {
    this.room = room;
    this.allowed = allowed;
    this.changed = changed;
    this.state = {
      mic: { ...off, on: allowed.publish && prefs.mic },
      camera: { ...off, on: allowed.publish && prefs.camera },
      share: off,
      speakingWhileMuted: false,
      micSilent: false,
      mutedByHost: 0,
      mayUseMic: true,
      micId: prefs.micId,
      cameraId: prefs.cameraId,
      speakerId: prefs.speakerId,
    };
    this.speech = new MutedSpeech((speaking) => this.set({ speakingWhileMuted: speaking }));
    this.silence = new SilentMic((silent) => this.set({ micSilent: silent }));
  }

  async setMic(on: boolean): Promise<void> {
    savePrefs({ mic: on });
    await this.switch('mic', on);
    this.listen();
  }

  async setCamera(on: boolean): Promise<void> {
    savePrefs({ camera: on });
    await this.switch('camera', on);
  }

  async setShare(on: boolean): Promise<void> {
    if (this.allowed.share) await this.switch('share', on);
  }

  async useDevice(kind: MediaDeviceKind, id: string): Promise<void> {
    if (kind === 'audioinput') {
      savePrefs({ micId: id });
      this.set({ micId: id });
    } else if (kind === 'videoinput') {
      savePrefs({ cameraId: id });
      this.set({ cameraId: id });
    } else {
      savePrefs({ speakerId: id });
      this.set({ speakerId: id });
    }
    try {
      if (this.moving) await this.settled();
      await this.room.switchActiveDevice(kind, id);
    } catch (error) {
      if (kind === 'audioinput') this.patch('mic', { problem: classifyMediaError(error, false) });
      if (kind === 'videoinput') this.patch('camera', { problem: classifyMediaError(error, false) });
    }
    this.listen();
  }

  /** After every (re)connect: sends again what was on before. */
  async restore(): Promise<void> {
    await this.useSpeaker();
    await this.resume();
  }

  private async useSpeaker(): Promise<void> {
    if (this.state.speakerId) await this.room.switchActiveDevice('audiooutput', this.state.speakerId).catch(() => undefined);
  }

  private async resume(): Promise<void> {
    if (!this.allowed.publish) return;
    // A screen can't be captured again without the person's click.
    if (this.state.share.on && !this.room.localParticipant.isScreenShareEnabled) this.patch('share', { on: false });
    // Without the right it isn't tried; who gets it later switches it on by a press.
    if (this.state.mic.on && !this.granted(Track.Source.Microphone)) this.patch('mic', { on: false });
    for (const kind of kinds) await this.match(kind);
    this.listen();
  }

  /** Until nothing is being switched or on its way, so that a move takes along what will be on; not for long. */
  async settled(): Promise<void> {
    const busy = () => this.moving || kinds.some((kind) => this.state[kind].busy);
    for (let waited = 0; busy() && waited < settleMs; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Goes on in another room with the same tracks, each as it is now; `leave` ends the room before. */
  async move(next: Room, leave: () => Promise<void>): Promise<void> {
    const load: Load = new Map([...this.carried, ...takeFrom(this.room)]);
    const { localParticipant } = this.room;
    this.moving = true;
    this.carried = load;
    this.room = next;
    for (const { track } of load.values()) localParticipant.unpublishTrack(track, false).catch(() => undefined);
    await leave();
    const here = () => this.room === next;
    if (here()) await Promise.all([...load.values()].map((one) => one.send(next, here)));
    if (!here()) return;
    this.carried = none;
    this.moving = false;
    await Promise.all([this.resume(), this.useSpeaker()]);
  }

  /** The room says that a track of ours changed: a teacher muted it, or the browser's own "Stop sharing" was pressed. */
  reconcile(): void {
    if (this.moving) return;
    const local = this.room.localParticipant;
    const mic = local.getTrackPublication(Track.Source.Microphone);
    if (mic?.isMuted && this.state.mic.on && !this.state.mic.busy) {
      savePrefs({ mic: false });
      this.patch('mic', { on: false });
      this.set({ mutedByHost: this.state.mutedByHost + 1 });
    }
    const camera = local.getTrackPublication(Track.Source.Camera);
    if (camera?.isMuted && this.state.camera.on && !this.state.camera.busy) this.patch('camera', { on: false });
    if (this.state.share.on && !this.state.share.busy && this.connected && !local.isScreenShareEnabled) this.patch('share', { on: false });
    if (!this.state.mic.busy) this.listen();
  }

  clearProblem(kind: Kind): void {
    this.patch(kind, { problem: null });
  }

  dismissSilence(): void {
    this.silence.dismiss();
  }

  /** Nothing is sent any more: neither does what is between two rooms. */
  end(): void {
    for (const { track } of this.carried.values()) track.stop();
  }

  dispose(): void {
    this.end();
    this.speech.dispose();
    this.silence.dispose();
  }

  private get connected(): boolean {
    return this.room.state === ConnectionState.Connected;
  }

  /** A teacher gave the microphone, or took it. While it is taken, it isn't tried. */
  allowMic(may: boolean): void {
    if (may !== this.state.mayUseMic) this.set({ mayUseMic: may });
  }

  /** Sends what is wanted, and nothing that isn't. */
  private async match(kind: Kind): Promise<void> {
    const publication = this.room.localParticipant.getTrackPublication(sourceOf[kind]);
    const { on } = this.state[kind];
    if (on !== Boolean(publication && !publication.isMuted)) await this.switch(kind, on);
  }

  private async switch(kind: Kind, on: boolean): Promise<void> {
    if (!this.allowed.publish || this.state[kind].busy || (kind === 'mic' && on && !this.state.mayUseMic)) return;
    this.patch(kind, { on, problem: null });
    if (this.moving) {
      // What goes along is silent at once; the rest follows on arrival.
      if (!on) await this.carried.get(sourceOf[kind])?.track.mute();
      return;
    }
    // Switching on waits for the connection (`restore`); switching off acts at once.
    if (on && !this.connected) return;
    this.patch(kind, { busy: true });
    const { room } = this;
    try {
      await this.apply(kind, on);
      this.patch(kind, { busy: false });
    } catch (error) {
      if (room !== this.room) {
        // It was to begin in a room that is left by now.
        this.patch(kind, { busy: false });
        if (!this.moving) await this.match(kind);
        return;
      }
      this.patch(kind, { busy: false, on: on && kind !== 'share' && !this.connected, problem: this.problemOf(kind, error) });
    }
  }

  private async apply(kind: Kind, on: boolean): Promise<void> {
    const local = this.room.localParticipant;
    const { micId, cameraId } = this.state;
    if (kind === 'mic' && on) await this.untilGranted(Track.Source.Microphone);
    if (kind === 'mic') await local.setMicrophoneEnabled(on, micId ? { deviceId: micId } : undefined);
    else if (kind === 'camera') await local.setCameraEnabled(on, cameraId ? { deviceId: cameraId } : undefined);
    else
      await local.setScreenShareEnabled(on, {
        // One could speak through it.
        audio: this.granted(Track.Source.ScreenShareAudio),
        contentHint: 'detail',
        selfBrowserSurface: 'exclude',
        surfaceSwitching: 'include',
      });
  }

  /** Whether LiveKit takes this source of ours now. No list of sources means all of them. */
  private granted(source: Track.Source): boolean {
    const { permissions } = this.room.localParticipant;
    if (!permissions) return true;
    const { canPublish, canPublishSources } = permissions;
    return canPublish && (canPublishSources.length === 0 || canPublishSources.includes(Track.sourceToProto(source)));
  }

  private untilGranted(source: Track.Source): Promise<void> {
    if (this.granted(source)) return Promise.resolve();
    const { room } = this;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        room.off(RoomEvent.ParticipantPermissionsChanged, changed);
        resolve();
      };
      const changed = () => {
        if (this.granted(source)) done();
      };
      const timer = setTimeout(done, grantMs);
      room.on(RoomEvent.ParticipantPermissionsChanged, changed);
    });
  }

  private problemOf(kind: Kind, error: unknown): MediaProblem | null {
    // Closing the browser's picker is a decision, not a fault.
    if (kind === 'share' && error instanceof Error && error.name === 'NotAllowedError' && pageAllows('display-capture')) {
      return /system/i.test(error.message) ? 'denied_system' : null;
    }
    if (!this.connected) return null;
    const feature = kind === 'mic' ? 'microphone' : kind === 'camera' ? 'camera' : 'display-capture';
    return classifyMediaError(error, !pageAllows(feature));
  }

  /** While muted for speech, while not for a microphone that gives nothing. */
  private listen(): void {
    const track = this.room.localParticipant.getTrackPublication(Track.Source.Microphone)?.track?.mediaStreamTrack ?? null;
    this.speech.watch(this.state.mic.on ? null : track);
    this.silence.watch(this.state.mic.on ? track : null);
  }

  private patch(kind: Kind, change: Partial<Device>): void {
    const device = { ...this.state[kind], ...change };
    if (kind === 'mic') this.set({ mic: device });
    else if (kind === 'camera') this.set({ camera: device });
    else this.set({ share: device });
  }

  private set(change: Partial<LocalState>): void {
    this.state = { ...this.state, ...change };
    this.changed();
  }
}
