import { Emitter } from '@/shared/emitter';
import { LevelMeter } from '@/shared/media/levelMeter';
import { pageAllows, mediaSupported } from '@/shared/media/policy';
import { loadPrefs, savePrefs, type MediaPrefs } from '@/shared/media/prefs';
import { classifyMediaError, type MediaProblem } from '@/shared/media/problem';

export type Kind = 'mic' | 'camera';

export interface DeviceOption {
  id: string;
  /** Empty where the browser keeps device names secret until permission is given. */
  label: string;
}

export interface Source {
  on: boolean;
  track: MediaStreamTrack | null;
  problem: MediaProblem | null;
  options: readonly DeviceOption[];
}

export interface PreviewState {
  /** `ask`: nothing was touched yet, the person decides first. */
  phase: 'checking' | 'ask' | 'opening' | 'ready';
  mic: Source;
  camera: Source;
  speakers: readonly DeviceOption[];
  prefs: MediaPrefs;
  meter: LevelMeter | null;
}

const off: Source = { on: false, track: null, problem: null, options: [] };

async function granted(name: 'camera' | 'microphone'): Promise<boolean> {
  try {
    // Firefox knows no such name and throws.
    const status = await navigator.permissions.query(JSON.parse(JSON.stringify({ name })));
    return status.state === 'granted';
  } catch {
    return false;
  }
}

/**
 * Camera and microphone before class. Asks for each device apart after a shared
 * first prompt failed, so that a missing camera never costs the microphone.
 * One instance per page; `dispose` switches both devices off.
 */
export class DevicePreview {
  private state: PreviewState = { phase: 'checking', mic: off, camera: off, speakers: [], prefs: loadPrefs(), meter: null };
  private readonly emitter = new Emitter();
  private disposed = false;
  private readonly devicesChanged = () => void this.listDevices();

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): PreviewState => this.state;

  /** Opens the devices at once where permission was given before; asks otherwise. */
  async start(): Promise<void> {
    if (!mediaSupported()) {
      this.fail('insecure');
      return;
    }
    navigator.mediaDevices.addEventListener('devicechange', this.devicesChanged);
    const [mic, camera] = await Promise.all([granted('microphone'), granted('camera')]);
    if (this.disposed) return;
    if (mic || camera) await this.openBoth();
    else this.set({ phase: 'ask' });
  }

  /** The person agreed to be asked by the browser. */
  async openBoth(): Promise<void> {
    this.set({ phase: 'opening' });
    const { prefs } = this.state;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: audioOf(prefs), video: videoOf(prefs) });
      if (this.disposed) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      this.adopt('mic', stream.getAudioTracks()[0] ?? null);
      this.adopt('camera', stream.getVideoTracks()[0] ?? null);
    } catch {
      await this.open('mic');
      await this.open('camera');
    }
    await this.listDevices();
    if (!this.disposed) this.set({ phase: 'ready' });
  }

  /** Goes on without touching any device: listen and watch only. */
  skip(): void {
    this.update({ mic: false, camera: false });
    this.set({ phase: 'ready' });
  }

  async toggle(kind: Kind): Promise<void> {
    if (this.state[kind].on) {
      this.close(kind);
      this.update({ [kind]: false });
      return;
    }
    await this.open(kind);
    await this.listDevices();
    if (this.state.phase !== 'ready') this.set({ phase: 'ready' });
  }

  async choose(kind: Kind | 'speaker', id: string): Promise<void> {
    if (kind === 'speaker') {
      this.update({ speakerId: id });
      return;
    }
    this.update(kind === 'mic' ? { micId: id } : { cameraId: id });
    if (!this.state[kind].on) return;
    this.close(kind);
    await this.open(kind);
  }

  dispose(): void {
    this.disposed = true;
    navigator.mediaDevices?.removeEventListener('devicechange', this.devicesChanged);
    this.state.meter?.dispose();
    this.state.mic.track?.stop();
    this.state.camera.track?.stop();
  }

  private async open(kind: Kind): Promise<void> {
    const { prefs } = this.state;
    try {
      const stream = await navigator.mediaDevices.getUserMedia(
        kind === 'mic' ? { audio: audioOf(prefs) } : { video: videoOf(prefs) },
      );
      const track = stream.getTracks()[0] ?? null;
      if (this.disposed) track?.stop();
      else this.adopt(kind, track);
    } catch (error) {
      if (this.disposed) return;
      const framedOut = !pageAllows(kind === 'mic' ? 'microphone' : 'camera');
      this.patch(kind, { on: false, track: null, problem: classifyMediaError(error, framedOut) });
      this.update({ [kind]: false });
    }
  }

  private adopt(kind: Kind, track: MediaStreamTrack | null): void {
    this.patch(kind, { on: track !== null, track, problem: track ? null : 'not_found' });
    this.update({ [kind]: track !== null });
    track?.addEventListener('ended', () => {
      if (this.state[kind].track !== track || this.disposed) return;
      this.close(kind);
      this.patch(kind, { problem: 'not_found' });
    });
    if (kind === 'mic') this.measure(track);
  }

  private close(kind: Kind): void {
    this.state[kind].track?.stop();
    this.patch(kind, { on: false, track: null, problem: null });
    if (kind === 'mic') this.measure(null);
  }

  private measure(track: MediaStreamTrack | null): void {
    this.state.meter?.dispose();
    let meter: LevelMeter | null = null;
    try {
      meter = track ? new LevelMeter(track) : null;
    } catch {
      // No audio output at all: the microphone works, only the meter doesn't.
    }
    this.set({ meter });
  }

  private async listDevices(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    if (this.disposed) return;
    const of = (kind: MediaDeviceKind): DeviceOption[] =>
      devices.filter((d) => d.kind === kind && d.deviceId !== '').map((d) => ({ id: d.deviceId, label: d.label }));
    this.patch('mic', { options: of('audioinput') });
    this.patch('camera', { options: of('videoinput') });
    this.set({ speakers: of('audiooutput') });
  }

  private fail(problem: MediaProblem): void {
    this.patch('mic', { problem });
    this.patch('camera', { problem });
    this.update({ mic: false, camera: false });
    this.set({ phase: 'ready' });
  }

  private update(change: Partial<MediaPrefs>): void {
    this.set({ prefs: savePrefs(change) });
  }

  private patch(kind: Kind, change: Partial<Source>): void {
    const source = { ...this.state[kind], ...change };
    this.set(kind === 'mic' ? { mic: source } : { camera: source });
  }

  private set(change: Partial<PreviewState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}

function audioOf(prefs: MediaPrefs): MediaTrackConstraints {
  const base = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return prefs.micId ? { ...base, deviceId: prefs.micId } : base;
}

function videoOf(prefs: MediaPrefs): MediaTrackConstraints {
  const base = { width: { ideal: 1280 }, height: { ideal: 720 } };
  return prefs.cameraId ? { ...base, deviceId: prefs.cameraId } : base;
}
