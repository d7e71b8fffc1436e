import { LevelMeter } from '@/shared/media/levelMeter';

const loud = 0.5;
const loudForMs = 500;
const hintForMs = 5_000;

/**
 * Notices that somebody speaks while muted. Listens to a copy of the microphone
 * track on this computer only; nothing of it is sent.
 */
export class MutedSpeech {
  private meter: LevelMeter | null = null;
  private source: MediaStreamTrack | null = null;
  private copy: MediaStreamTrack | null = null;
  private unsubscribe: () => void = () => undefined;
  private loudSince: number | null = null;
  private hideTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly report: (speaking: boolean) => void;

  constructor(report: (speaking: boolean) => void) {
    this.report = report;
  }

  /** Watches a muted track; null stops. */
  watch(track: MediaStreamTrack | null): void {
    if (track === this.source) return;
    this.stop();
    this.source = track;
    if (!track || track.readyState === 'ended') return;
    try {
      this.copy = track.clone();
      this.copy.enabled = true;
      this.meter = new LevelMeter(this.copy);
    } catch {
      this.stop();
      return;
    }
    const meter = this.meter;
    this.unsubscribe = meter.subscribe(() => this.heard(meter.getSnapshot(), performance.now()));
  }

  dispose(): void {
    this.stop();
  }

  private heard(level: number, now: number): void {
    if (level < loud) {
      this.loudSince = null;
      return;
    }
    this.loudSince ??= now;
    if (now - this.loudSince < loudForMs) return;
    this.report(true);
    clearTimeout(this.hideTimer);
    this.hideTimer = setTimeout(() => this.report(false), hintForMs);
  }

  private stop(): void {
    this.unsubscribe();
    this.unsubscribe = () => undefined;
    this.meter?.dispose();
    this.meter = null;
    this.copy?.stop();
    this.copy = null;
    this.source = null;
    this.loudSince = null;
    if (this.hideTimer !== undefined) {
      clearTimeout(this.hideTimer);
      this.hideTimer = undefined;
      this.report(false);
    }
  }
}
