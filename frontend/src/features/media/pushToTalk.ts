interface Microphone {
  isOn(): boolean;
  set(on: boolean): Promise<void>;
}

/** A microphone that is on for as long as a key is held. One that was on already is left alone. */
export class PushToTalk {
  private started: Promise<void> | null = null;
  private readonly microphone: Microphone;

  constructor(microphone: Microphone) {
    this.microphone = microphone;
  }

  press(): void {
    if (this.started || this.microphone.isOn()) return;
    this.started = this.microphone.set(true);
  }

  /** Waits until the microphone is really on: a request to switch off would be lost before. */
  async release(): Promise<void> {
    const started = this.started;
    if (!started) return;
    await started;
    if (this.started !== started) return;
    this.started = null;
    await this.microphone.set(false);
  }
}
