import { Emitter } from '@/shared/emitter';
import { localStore, type KeyValue } from '@/shared/storage';

const key = 'lectern.chatAloud';
const mostWaiting = 5;

type Voice = Pick<SpeechSynthesis, 'speak' | 'cancel'>;

/** Reads new messages to the person, where they asked for it. Off until then, and kept on this computer. */
export class ReadAloud {
  private waiting = 0;
  private readonly emitter = new Emitter();
  private readonly store: KeyValue;
  private readonly voice: Voice | null;

  constructor(store: KeyValue = localStore, voice: Voice | null = 'speechSynthesis' in globalThis ? globalThis.speechSynthesis : null) {
    this.store = store;
    this.voice = voice;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): boolean => this.voice !== null && this.store.get(key) === 'on';

  get possible(): boolean {
    return this.voice !== null;
  }

  set(on: boolean): void {
    if (on) this.store.set(key, 'on');
    else this.store.remove(key);
    if (!on) this.stop();
    this.emitter.emit();
  }

  /** What would come too late to be of use is left out. */
  say(text: string, language: string): void {
    if (!this.voice || !this.getSnapshot() || this.waiting >= mostWaiting) return;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language;
    this.waiting += 1;
    const over = () => {
      this.waiting = Math.max(0, this.waiting - 1);
    };
    words.onend = over;
    words.onerror = over;
    this.voice.speak(words);
  }

  stop(): void {
    this.waiting = 0;
    this.voice?.cancel();
  }
}
