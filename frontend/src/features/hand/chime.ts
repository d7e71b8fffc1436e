import { Flag } from '@/shared/flag';

/** Whether staff hear a soft sound when a hand goes up. */
export const handSound = new Flag('lectern.handSound');

const notes = [659.25, 880];
const noteSeconds = 0.16;
const volume = 0.06;

let context: AudioContext | null = null;

/** Two soft notes. Silent where the browser hasn't allowed sound yet. */
export function chime(): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  if (context.state !== 'running') {
    void context.resume().catch(() => undefined);
    return;
  }
  const start = context.currentTime;
  for (const [index, frequency] of notes.entries()) {
    const at = start + index * noteSeconds;
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + noteSeconds * 2);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + noteSeconds * 2);
  }
}
