const everyMs = 500;
const silentForMs = 5_000;

/** True: nothing but zeros; false: some sound, if only noise; null: nothing can be said now. */
export type Listen = () => boolean | null;

export interface Ear {
  listen: Listen;
  dispose(): void;
}

/** Reads a microphone's track on this computer. A real microphone always has some noise; a dead one has none. */
export function openEar(track: MediaStreamTrack): Ear {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    listen() {
      // A sleeping context reads zeros, and browsers slow down hidden pages.
      if (context.state !== 'running' || document.visibilityState !== 'visible') return null;
      analyser.getFloatTimeDomainData(samples);
      return samples.every((sample) => sample === 0);
    },
    dispose: () => void context.close(),
  };
}

/** Notices that a microphone which is switched on gives no sound at all: a switch on its cable, a wrong device. */
export class SilentMic {
  private track: MediaStreamTrack | null = null;
  private ear: Ear | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private silentMs = 0;
  private reported = false;
  private readonly report: (silent: boolean) => void;
  private readonly open: (track: MediaStreamTrack) => Ear;

  constructor(report: (silent: boolean) => void, open: (track: MediaStreamTrack) => Ear = openEar) {
    this.report = report;
    this.open = open;
  }

  /** Watches the track of a microphone that is on; null stops. */
  watch(track: MediaStreamTrack | null): void {
    if (track === this.track) return;
    this.stop();
    this.track = track;
    if (!track) return;
    try {
      this.ear = this.open(track);
    } catch {
      return;
    }
    this.timer = setInterval(() => this.check(), everyMs);
  }

  /** The person has read it; quiet until another track is watched. */
  dismiss(): void {
    clearInterval(this.timer);
    this.tell(false);
  }

  dispose(): void {
    this.stop();
    this.track = null;
  }

  private check(): void {
    const silent = this.ear?.listen() ?? null;
    if (silent === null) {
      this.silentMs = 0;
      return;
    }
    this.silentMs = silent ? this.silentMs + everyMs : 0;
    this.tell(this.silentMs >= silentForMs);
  }

  private tell(silent: boolean): void {
    if (silent === this.reported) return;
    this.reported = silent;
    this.report(silent);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.ear?.dispose();
    this.ear = null;
    this.silentMs = 0;
    this.tell(false);
  }
}
