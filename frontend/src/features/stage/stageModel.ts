import { assertNever } from '@/shared/assertNever';
import { Emitter } from '@/shared/emitter';
import { decodedSlice, type Slice } from '@/shared/live/slices';
import { eventSchema, snapshotSchema, type StageEvent, type StageKind, type StageLayout, type StageSnapshot, type StageThing } from './wire';

/** What the stage needs of the connection. */
export interface StageSession {
  command(type: string, body?: object): Promise<unknown>;
}

export interface StageState {
  /** False until the first welcome. */
  ready: boolean;
  /** What staff put there. */
  thing: StageThing;
  /** Everybody's view follows the stage, unless they look around. */
  follow: boolean;
  layout: StageLayout;
  /** The person's own wish: true to look around though the view follows, false to look at the stage though it doesn't; null for what staff chose. */
  own: 'stage' | 'around' | null;
  /** The person is in a group: what is on the stage of the main room doesn't concern them there. */
  elsewhere: boolean;
}

/** Something was put on the stage while the class runs, or taken off it. */
export type StageNews = { type: 'put'; thing: StageThing; by: string | null } | { type: 'follow'; follow: boolean };

const initial: StageState = { ready: false, thing: { kind: 'none', id: '' }, follow: true, layout: 'gallery', own: null, elsewhere: false };

export const isEmpty = ({ thing, elsewhere }: StageState): boolean => elsewhere || thing.kind === 'none';

/** Whether the person looks at what is on the stage. */
export function looksAtStage(state: StageState): boolean {
  if (isEmpty(state)) return false;
  return state.own === null ? state.follow : state.own === 'stage';
}

/** What everybody looks at in one class. */
export class StageModel {
  private state = initial;
  private readonly emitter = new Emitter();
  private readonly listeners = new Set<(news: StageNews) => void>();
  private readonly session: StageSession;

  constructor(session: StageSession) {
    this.session = session;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): StageState => this.state;

  readonly slice: Slice = decodedSlice({
    state: snapshotSchema,
    events: eventSchema,
    onSnapshot: (snapshot) => this.replace(snapshot),
    onEvent: (event) => this.take(event),
  });

  readonly onNews = (listener: (news: StageNews) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  async put(kind: StageKind, targetId = ''): Promise<void> {
    await this.session.command('stage.put', targetId === '' ? { kind } : { kind, targetId });
  }

  async clear(): Promise<void> {
    await this.put('none');
  }

  async setFollow(follow: boolean): Promise<void> {
    await this.session.command('stage.follow', { follow });
  }

  async setLayout(layout: StageLayout): Promise<void> {
    await this.session.command('stage.layout', { layout });
  }

  /** Of this person alone: the stage, or whatever they like. */
  look(at: 'stage' | 'around'): void {
    const own = (at === 'stage') === this.state.follow ? null : at;
    this.set({ own });
  }

  setElsewhere(elsewhere: boolean): void {
    if (elsewhere !== this.state.elsewhere) this.set({ elsewhere });
  }

  private replace({ stage, follow, layout }: StageSnapshot): void {
    // Who looks around goes on doing so over a reconnect.
    const own = follow === this.state.follow ? this.state.own : null;
    this.set({ ready: true, thing: stage, follow, layout, own });
  }

  private take(event: StageEvent): void {
    switch (event.type) {
      case 'stage.put':
        this.set({ thing: event.stage });
        this.tell({ type: 'put', thing: event.stage, by: event.by ?? null });
        return;
      case 'stage.follow':
        this.set({ follow: event.follow, own: null });
        this.tell({ type: 'follow', follow: event.follow });
        return;
      case 'stage.layout':
        this.set({ layout: event.layout });
        return;
      default:
        assertNever(event);
    }
  }

  private tell(news: StageNews): void {
    for (const listener of [...this.listeners]) listener(news);
  }

  private set(change: Partial<StageState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}
