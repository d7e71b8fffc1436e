import * as v from 'valibot';
import { Emitter } from '@/shared/emitter';
import { decodedSlice, type Slice } from '@/shared/live/slices';
import { apply } from './apply';
import { eventSchema, resultSchema, snapshotSchema, type Breakout, type BreakoutEvent, type BreakoutGroup, type BreakoutSnapshot, type Choice, type Said } from './wire';

/** What breakouts need of the connection. */
export interface BreakoutSession {
  command(type: string, body?: object): Promise<unknown>;
}

export interface BreakoutState {
  /** False until the first welcome. */
  ready: boolean;
  /** Those of the session, the oldest first; planned ones are told to staff alone. */
  breakouts: readonly Breakout[];
  /** What staff wrote to groups, the newest last. */
  said: readonly Said[];
  /** Who speaks now, by group; staff alone are told. */
  speaking: Readonly<Record<string, readonly string[]>>;
}

/** What happened while the class runs; a welcome tells of none of it. */
export type BreakoutNews = Exclude<BreakoutEvent, { type: 'breakout.speaking' }>;

/** What an instructor decides of a breakout, to be sent whole. */
export interface PlanDraft {
  /** A planned one that this replaces. */
  breakoutId?: string;
  name: string;
  plan: { task: string; choice: Choice; mayReturn: boolean; seconds: number; countdown: number; template: string; copyOf: string; files: readonly string[] };
  groups: readonly { groupId?: string; name: string; task: string; files: readonly string[]; cap: number; members: readonly string[]; attendants: readonly string[] }[];
  /** The breakout of an earlier session that it goes on with. */
  goesOn?: string;
}

const initial: BreakoutState = { ready: false, breakouts: [], said: [], speaking: {} };

/** Breakouts of one class: the sets of groups, who is where, what staff said to them. What follows from it is in `places`. */
export class BreakoutModel {
  private state = initial;
  private readonly emitter = new Emitter();
  private readonly listeners = new Set<(news: BreakoutNews) => void>();
  private readonly enders = new Set<() => void>();
  private readonly session: BreakoutSession;
  /** The time of the server, as far as this page knows it. */
  readonly serverNow: () => number;

  constructor(session: BreakoutSession, serverNow: () => number) {
    this.session = session;
    this.serverNow = serverNow;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): BreakoutState => this.state;

  /** The part of the stream called "breakout". */
  readonly slice: Slice = decodedSlice({
    state: snapshotSchema,
    events: eventSchema,
    onSnapshot: (snapshot) => this.replace(snapshot),
    onEvent: (event) => this.take(event),
    reset: () => {
      for (const listener of [...this.enders]) listener();
    },
  });

  /** A group by its id, of whichever breakout; null where there is none. */
  readonly group = (groupId: string): BreakoutGroup | null => {
    for (const { groups } of this.state.breakouts) {
      const group = groups.find((one) => one.groupId === groupId);
      if (group) return group;
    }
    return null;
  };

  readonly onNews = (listener: (news: BreakoutNews) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** Tells that the visit is over, for whatever goes on beside it. */
  readonly onOver = (listener: () => void): (() => void) => {
    this.enders.add(listener);
    return () => {
      this.enders.delete(listener);
    };
  };

  // Staff.

  /** Makes a planned breakout, or replaces one; returns its id. */
  async plan(draft: PlanDraft): Promise<string> {
    return (await this.ask('plan', draft)).breakoutId;
  }

  async discard(breakoutId: string): Promise<void> {
    await this.ask('discard', { breakoutId });
  }

  /** Opens a planned breakout, or a closed one again. */
  async open(breakoutId: string): Promise<void> {
    await this.ask('open', { breakoutId });
  }

  /** After so many seconds, else after the planned countdown; 0: at once. */
  async close(seconds?: number): Promise<void> {
    await this.ask('close', seconds === undefined ? {} : { seconds });
  }

  /** Takes the countdown back. */
  async keep(): Promise<void> {
    await this.ask('keep');
  }

  /** Seconds left from now; 0: until somebody closes it. */
  async time(seconds: number): Promise<void> {
    await this.ask('time', { seconds });
  }

  /** A group for somebody, or "" for none. */
  async assign(userId: string, groupId: string): Promise<void> {
    await this.ask('assign', { userId, groupId });
  }

  async attend(userId: string, groupIds: readonly string[]): Promise<void> {
    await this.ask('attend', { userId, groupIds });
  }

  /** Returns the id of the new group. */
  async add(name: string): Promise<string> {
    return (await this.ask('add', { name })).groupId;
  }

  async change(groupId: string, change: { name?: string; task?: string; cap?: number }): Promise<void> {
    await this.ask('change', { groupId, ...change });
  }

  /** The files that come with the task of a group, or of all groups. */
  async attach(groupId: string | null, files: readonly string[]): Promise<void> {
    await this.ask('attach', groupId === null ? { files } : { groupId, files });
  }

  async merge(groupId: string, into: string): Promise<void> {
    await this.ask('merge', { groupId, into });
  }

  /** Makes a group of some members of another; returns its id. */
  async split(groupId: string, name: string, members: readonly string[]): Promise<string> {
    return (await this.ask('split', { groupId, name, members })).groupId;
  }

  /** Writes to some groups, or to all where none is named. */
  async say(text: string, groupIds: readonly string[]): Promise<void> {
    await this.ask('say', { text, groupIds });
  }

  /** Somebody of the staff has seen to a call. */
  async helped(groupId: string): Promise<void> {
    await this.ask('helped', { groupId });
  }

  /** Goes into a group for a while; null is back to the main room. */
  async visit(groupId: string | null): Promise<void> {
    await this.ask('visit', { groupId: groupId ?? '' });
  }

  // Learners.

  async choose(groupId: string): Promise<void> {
    await this.ask('choose', { groupId });
  }

  async return(): Promise<void> {
    await this.ask('return');
  }

  async rejoin(): Promise<void> {
    await this.ask('rejoin');
  }

  async help(on: boolean): Promise<void> {
    await this.ask('help', { on });
  }

  async done(done: boolean): Promise<void> {
    await this.ask('done', { done });
  }

  private async ask(verb: string, body: object = {}): Promise<v.InferOutput<typeof resultSchema>> {
    const answer = await this.session.command(`breakout.${verb}`, body);
    return v.parse(resultSchema, answer ?? {});
  }

  private replace({ breakouts, said }: BreakoutSnapshot): void {
    const { speaking } = this.state;
    this.state = { ready: true, breakouts: breakouts.toSorted((a, b) => a.number - b.number), said, speaking };
    this.emitter.emit();
  }

  private take(event: BreakoutEvent): void {
    this.state = apply(this.state, event);
    this.emitter.emit();
    if (event.type === 'breakout.speaking') return;
    for (const listener of [...this.listeners]) listener(event);
  }
}
