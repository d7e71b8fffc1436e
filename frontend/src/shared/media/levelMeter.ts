import { Emitter } from '../emitter';

const intervalMs = 60;

/** Loudness from 0 to 1 on a scale that follows the ear: -60 dB is 0, -6 dB and louder is 1. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  const decibel = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, (decibel + 60) / 54));
}

/** Measures one microphone track. The track stays the caller's; `dispose` frees only the meter. */
export class LevelMeter {
  private level = 0;
  private readonly emitter = new Emitter();
  private readonly context: AudioContext;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(track: MediaStreamTrack) {
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 1024;
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.timer = setInterval(() => {
      // A context made without a click starts suspended in some browsers.
      if (this.context.state === 'suspended') void this.context.resume();
      analyser.getFloatTimeDomainData(samples);
      const next = Math.round(Math.max(loudness(samples), this.level * 0.8) * 50) / 50;
      if (next === this.level) return;
      this.level = next;
      this.emitter.emit();
    }, intervalMs);
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): number => this.level;

  dispose(): void {
    clearInterval(this.timer);
    void this.context.close();
  }
}
