import * as v from 'valibot';
import { assertNever } from '@/shared/assertNever';
import { Emitter } from '@/shared/emitter';
import { decodedSlice, type Slice } from '@/shared/live/slices';
import { eventSchema, openedSchema, snapshotSchema, type Poll, type PollDefinition, type PollEvent, type PollSnapshot } from './wire';

/** What polls need of the connection. */
export interface PollSession {
  command(type: string, body?: object): Promise<unknown>;
}

/** An answer on its way, or one that the server refused. */
export interface Sending {
  answer: readonly string[];
  state: 'sending' | 'failed';
  error: unknown;
}

export interface PollsState {
  /** False until the first welcome. */
  ready: boolean;
  /** In the order in which they were opened. */
  polls: readonly Poll[];
  sending: ReadonlyMap<string, Sending>;
  /** What the person has chosen or written and not sent yet. */
  drafts: ReadonlyMap<string, readonly string[]>;
  /** Learners' cards that were put away. */
  putAway: ReadonlySet<string>;
}

export type PollNews = { type: 'opened' | 'closed' | 'right'; poll: Poll };

interface Deps {
  session: PollSession;
  /** Whether the person teaches, now. */
  teaches(): boolean;
}

const initial: PollsState = { ready: false, polls: [], sending: new Map(), drafts: new Map(), putAway: new Set() };

/** The polls of one session as this person may see them, and what can be done with them. */
export class PollModel {
  private state = initial;
  private readonly emitter = new Emitter();
  private readonly listeners = new Set<(news: PollNews) => void>();
  /** Own answers to anonymous polls: nobody but this page knows them. */
  private readonly remembered = new Map<string, readonly string[]>();
  private readonly deps: Deps;

  constructor(deps: Deps) {
    this.deps = deps;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): PollsState => this.state;

  readonly slice: Slice = decodedSlice({
    state: snapshotSchema,
    events: eventSchema,
    onSnapshot: (snapshot) => this.welcome(snapshot),
    onEvent: (event) => this.apply(event),
    reset: () => this.set({ sending: new Map() }),
  });

  /** Tells of what happens while the person is here, not of what a welcome brings. */
  readonly onNews = (listener: (news: PollNews) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  poll(pollId: string): Poll | undefined {
    return this.state.polls.find((poll) => poll.pollId === pollId);
  }

  draft(pollId: string, answer: readonly string[]): void {
    this.set({ drafts: new Map(this.state.drafts).set(pollId, answer) });
  }

  putAway(pollId: string): void {
    this.set({ putAway: new Set(this.state.putAway).add(pollId) });
  }

  /** Sends an answer; false where it was refused. It stays as a draft until the server has it. */
  async vote(pollId: string, answer: readonly string[]): Promise<boolean> {
    const before = this.remembered.get(pollId);
    if (this.poll(pollId)?.anonymous) this.remembered.set(pollId, answer);
    this.mark(pollId, { answer, state: 'sending', error: null });
    try {
      await this.deps.session.command('poll.vote', { pollId, answer });
      this.mark(pollId, null);
      this.forget(pollId);
      return true;
    } catch (error) {
      if (before) this.remembered.set(pollId, before);
      else this.remembered.delete(pollId);
      this.mark(pollId, { answer, state: 'failed', error });
      return false;
    }
  }

  /** Takes the draft of an answer back: what was sent counts. */
  forget(pollId: string): void {
    const drafts = new Map(this.state.drafts);
    drafts.delete(pollId);
    this.set({ drafts });
  }

  async open(poll: PollDefinition): Promise<string> {
    return v.parse(openedSchema, await this.deps.session.command('poll.open', { poll })).pollId;
  }

  async openPrepared(preparedId: string): Promise<string> {
    return v.parse(openedSchema, await this.deps.session.command('poll.open', { preparedId })).pollId;
  }

  close = (pollId: string): Promise<unknown> => this.deps.session.command('poll.close', { pollId });
  remove = (pollId: string): Promise<unknown> => this.deps.session.command('poll.remove', { pollId });
  extend = (pollId: string, seconds: number): Promise<unknown> => this.deps.session.command('poll.extend', { pollId, seconds });
  reveal = (pollId: string, shown: { results?: boolean; right?: boolean }): Promise<unknown> => this.deps.session.command('poll.reveal', { pollId, ...shown });
  hide = (pollId: string, key: string, hidden: boolean): Promise<unknown> => this.deps.session.command('poll.hide', { pollId, key, hidden });

  private welcome({ polls }: PollSnapshot): void {
    this.set({ ready: true, polls: polls.map((poll) => this.withMemory(poll)) });
  }

  private withMemory(poll: Poll): Poll {
    const answer = this.remembered.get(poll.pollId);
    return poll.mine && poll.anonymous && answer ? { ...poll, mine: { ...poll.mine, answer } } : poll;
  }

  private apply(event: PollEvent): void {
    switch (event.type) {
      case 'poll.opened':
        this.set({ polls: [...this.state.polls.filter((poll) => poll.pollId !== event.poll.pollId), event.poll] });
        this.tell('opened', event.poll.pollId);
        return;
      case 'poll.removed':
        this.set({ polls: this.state.polls.filter((poll) => poll.pollId !== event.pollId) });
        return;
      case 'poll.right':
        this.change(event.pollId, () => ({ right: event.right, graded: true }));
        return;
      case 'poll.voted':
        this.change(event.pollId, (poll) => ({ mine: { answer: poll.anonymous ? this.remembered.get(event.pollId) : event.answer } }));
        return;
      case 'poll.closed':
        this.change(event.pollId, (poll) => ({ state: 'closed', closedAt: event.closedAt, resultsShown: event.resultsShown, ...this.seen(poll, event.resultsShown) }));
        this.tell('closed', event.pollId);
        return;
      case 'poll.extended':
        this.change(event.pollId, () => ({ endsAt: event.endsAt }));
        return;
      case 'poll.results':
      case 'poll.tally':
        this.change(event.pollId, () => ({ tally: event.tally }));
        return;
      case 'poll.revealed':
        this.revealed(event);
        return;
      case 'poll.hidden':
        this.change(event.pollId, ({ tally }) => ({
          tally: tally && { ...tally, words: tally.words?.map((word) => (word.key === event.key ? { ...word, hidden: event.hidden } : word)) },
        }));
        return;
      default:
        assertNever(event);
    }
  }

  private revealed({ pollId, resultsShown, rightShown, right }: Extract<PollEvent, { type: 'poll.revealed' }>): void {
    const before = this.poll(pollId)?.rightShown;
    this.change(pollId, (poll) => ({
      resultsShown,
      rightShown,
      right: rightShown ? right : this.deps.teaches() ? poll.right : undefined,
      ...this.seen(poll, resultsShown),
      mine: poll.mine && { answer: poll.mine.answer },
    }));
    if (rightShown && !before) this.tell('right', pollId);
  }

  /** Counts that learners may not see any more go from their page. */
  private seen(poll: Poll, shown: boolean): Pick<Poll, 'tally'> {
    return { tally: shown || this.deps.teaches() ? poll.tally : undefined };
  }

  private change(pollId: string, change: (poll: Poll) => Partial<Poll>): void {
    this.set({ polls: this.state.polls.map((poll) => (poll.pollId === pollId ? { ...poll, ...change(poll) } : poll)) });
  }

  private mark(pollId: string, sending: Sending | null): void {
    const next = new Map(this.state.sending);
    if (sending) next.set(pollId, sending);
    else next.delete(pollId);
    this.set({ sending: next });
  }

  private tell(type: PollNews['type'], pollId: string): void {
    const poll = this.poll(pollId);
    if (poll) for (const listener of this.listeners) listener({ type, poll });
  }

  private set(change: Partial<PollsState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}

/** Polls that wait for the person's answer. */
export function waiting({ polls, putAway }: PollsState): readonly Poll[] {
  return polls.filter((poll) => poll.state === 'open' && !poll.mine && !putAway.has(poll.pollId));
}
