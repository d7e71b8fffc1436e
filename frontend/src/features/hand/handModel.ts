import { assertNever } from '@/shared/assertNever';
import { Emitter } from '@/shared/emitter';
import { decodedSlice, type Slice } from '@/shared/live/slices';
import { eventSchema, snapshotSchema, type Floor, type HandEvent, type HandSnapshot, type Reactions, type Since } from './wire';

/** What hands need of the connection. */
export interface HandSession {
  command(type: string, body?: object, options?: { fleeting?: boolean }): Promise<unknown>;
}

export interface HandState {
  /** False until the first welcome. */
  ready: boolean;
  floor: Floor;
  /** Who was let to speak, the longest first. */
  speaking: readonly Since[];
  /** Who wants to, in their order. */
  queue: readonly Since[];
  /** Whose microphone was taken: all of them for staff, at most oneself for others. */
  silenced: readonly string[];
}

/** What happened while the class runs, for words and sounds; a welcome tells of none of it. */
export type HandNews = { type: 'raised'; userId: string } | { type: 'lowered'; userId: string; by: string | null } | { type: 'let'; userId: string } | { type: 'stopped'; userId: string } | { type: 'silenced'; userId: string; silenced: boolean } | { type: 'floor'; floor: Floor };

const initial: HandState = { ready: false, floor: 'open', speaking: [], queue: [], silenced: [] };

const without = (list: readonly Since[], userId: string) => list.filter((one) => one.userId !== userId);

/** Hands of one class: who wants to speak, who may, and whose microphone was taken. */
export class HandModel {
  private state = initial;
  private readonly emitter = new Emitter();
  private readonly listeners = new Set<(news: HandNews) => void>();
  private readonly session: HandSession;
  private readonly react: (reactions: Reactions) => void;

  constructor(session: HandSession, react: (reactions: Reactions) => void) {
    this.session = session;
    this.react = react;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): HandState => this.state;

  /** To be registered with the connection under "hand". */
  readonly slice: Slice = decodedSlice({
    state: snapshotSchema,
    events: eventSchema,
    onSnapshot: (snapshot) => this.replace(snapshot),
    onEvent: (event) => this.take(event),
  });

  readonly onNews = (listener: (news: HandNews) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  async raise(): Promise<void> {
    await this.session.command('hand.raise');
  }

  /** One's own hand, or, for staff, another's. */
  async lower(userId?: string): Promise<void> {
    await this.session.command('hand.lower', userId === undefined ? {} : { userId });
  }

  async lowerAll(): Promise<void> {
    await this.session.command('hand.lower_all');
  }

  async letSpeak(userId: string): Promise<void> {
    await this.session.command('hand.let_speak', { userId });
  }

  async stopSpeaking(userId: string): Promise<void> {
    await this.session.command('hand.stop_speaking', { userId });
  }

  async silence(userId: string, silenced: boolean): Promise<void> {
    await this.session.command('hand.silence', { userId, silenced });
  }

  async setFloor(mode: Floor): Promise<void> {
    await this.session.command('hand.floor', { mode });
  }

  private replace({ floor, speaking, queue, silenced }: HandSnapshot): void {
    this.set({ ready: true, floor, speaking, queue, silenced });
  }

  private take(event: HandEvent): void {
    const { queue, speaking, silenced } = this.state;
    switch (event.type) {
      case 'hand.raised':
        this.set({ queue: [...without(queue, event.userId), { userId: event.userId, since: event.at }] });
        this.tell({ type: 'raised', userId: event.userId });
        return;
      case 'hand.lowered':
        this.set({ queue: without(queue, event.userId) });
        this.tell({ type: 'lowered', userId: event.userId, by: event.by ?? null });
        return;
      case 'hand.all_lowered':
        this.set({ queue: [] });
        for (const one of queue) this.tell({ type: 'lowered', userId: one.userId, by: event.by ?? null });
        return;
      case 'hand.speaking':
        this.set({ queue: without(queue, event.userId), speaking: [...without(speaking, event.userId), { userId: event.userId, since: event.at }], silenced: silenced.filter((one) => one !== event.userId) });
        this.tell({ type: 'let', userId: event.userId });
        return;
      case 'hand.stopped':
        this.set({ speaking: without(speaking, event.userId) });
        this.tell({ type: 'stopped', userId: event.userId });
        return;
      case 'hand.silenced':
        this.set({ silenced: [...silenced.filter((one) => one !== event.userId), ...(event.silenced ? [event.userId] : [])] });
        this.tell({ type: 'silenced', userId: event.userId, silenced: event.silenced });
        return;
      case 'hand.floor':
        this.set({ floor: event.mode });
        this.tell({ type: 'floor', floor: event.mode });
        return;
      case 'hand.reactions':
        this.react(event);
        return;
      default:
        assertNever(event);
    }
  }

  private tell(news: HandNews): void {
    for (const listener of [...this.listeners]) listener(news);
  }

  private set(change: Partial<HandState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}
