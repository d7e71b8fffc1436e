import { assertNever } from '@/shared/assertNever';
import { Emitter } from '@/shared/emitter';
import { decodedSlice, type Slice } from '@/shared/live/slices';
import { eventSchema, snapshotSchema, type Timer, type TimerEvent } from './wire';

/** What the timer needs of the connection. */
export interface TimerSession {
  command(type: string, body?: object): Promise<unknown>;
}

/** What happened to the timer while the class runs. */
export type TimerNews = { type: 'started' | 'paused' | 'resumed' | 'ended'; timer: Timer } | { type: 'left'; seconds: number } | { type: 'stopped' };

/** How long before the end it is said, in seconds. */
const warnings = [60, 10];

/** Milliseconds that a timer has left at a time of the server. */
export function leftOf(timer: Timer, serverNow: number): number {
  if (timer.state === 'paused') return Math.max(0, timer.leftMs ?? 0);
  if (timer.state === 'ended' || timer.endsAt === null) return 0;
  return Math.max(0, Date.parse(timer.endsAt) - serverNow);
}

/** The timer that everybody sees. It counts down by the server's clock, whatever this computer's says. */
export class TimerModel {
  private timer: Timer | null = null;
  private alarms: ReturnType<typeof setTimeout>[] = [];
  private readonly emitter = new Emitter();
  private readonly listeners = new Set<(news: TimerNews) => void>();
  private readonly session: TimerSession;
  /** The time of the server, as far as this page knows it. */
  readonly serverNow: () => number;

  constructor(session: TimerSession, serverNow: () => number) {
    this.session = session;
    this.serverNow = serverNow;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): Timer | null => this.timer;

  /** To be given to the stage, whose part of the stream holds the timer. */
  readonly slice: Slice = decodedSlice({
    state: snapshotSchema,
    events: eventSchema,
    onSnapshot: ({ timer }) => this.set(timer),
    onEvent: (event) => this.take(event),
    reset: () => this.clearAlarms(),
  });

  readonly onNews = (listener: (news: TimerNews) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  async start(seconds: number, label: string): Promise<void> {
    await this.session.command('stage.timer_start', label === '' ? { seconds } : { seconds, label });
  }

  async pause(): Promise<void> {
    await this.session.command('stage.timer_pause');
  }

  async resume(): Promise<void> {
    await this.session.command('stage.timer_resume');
  }

  async add(seconds: number): Promise<void> {
    await this.session.command('stage.timer_add', { seconds });
  }

  async stop(): Promise<void> {
    await this.session.command('stage.timer_stop');
  }

  private take(event: TimerEvent): void {
    const before = this.timer;
    switch (event.type) {
      case 'stage.timer':
        this.set(event.timer);
        this.compare(before, event.timer);
        return;
      case 'stage.timer_ended':
        this.set(event.timer);
        this.tell({ type: 'ended', timer: event.timer });
        return;
      default:
        assertNever(event);
    }
  }

  private compare(before: Timer | null, timer: Timer | null): void {
    if (timer === null) {
      if (before !== null) this.tell({ type: 'stopped' });
    } else if (timer.timerId !== before?.timerId || before.state === 'ended') this.tell({ type: 'started', timer });
    else if (timer.state === 'paused' && before.state === 'running') this.tell({ type: 'paused', timer });
    else if (timer.state === 'running' && before.state === 'paused') this.tell({ type: 'resumed', timer });
  }

  private set(timer: Timer | null): void {
    this.timer = timer;
    this.clearAlarms();
    if (timer?.state === 'running') {
      const left = leftOf(timer, this.serverNow());
      for (const seconds of warnings) {
        const inMs = left - seconds * 1_000;
        // Nobody needs to hear at once what was just chosen.
        if (inMs > 0) this.alarms.push(setTimeout(() => this.tell({ type: 'left', seconds }), inMs));
      }
    }
    this.emitter.emit();
  }

  private clearAlarms(): void {
    for (const alarm of this.alarms) clearTimeout(alarm);
    this.alarms = [];
  }

  private tell(news: TimerNews): void {
    for (const listener of [...this.listeners]) listener(news);
  }
}
