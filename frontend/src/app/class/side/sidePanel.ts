import { Emitter } from '@/shared/emitter';

export interface SideState {
  /** The tab that is shown, or was shown last. */
  tab: string;
  shown: boolean;
}

/** What happened to the panel on the person's own wish, so that the focus can follow. */
export type SideListener = (event: { type: 'opened' | 'closed'; tab: string }) => void;

/** Which tab the side panel shows, and whether it is open at all. */
export class SidePanel {
  private state: SideState;
  private readonly emitter = new Emitter();
  private readonly listeners = new Set<SideListener>();

  constructor(tab: string, shown: boolean) {
    this.state = { tab, shown };
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): SideState => this.state;

  /** Tells of opening and closing by the person, not of what the width of the window did. */
  readonly listen = (listener: SideListener): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  open(tab: string): void {
    this.set({ tab, shown: true });
    for (const listener of this.listeners) listener({ type: 'opened', tab });
  }

  toggle(tab: string): void {
    if (this.state.shown && this.state.tab === tab) this.close();
    else this.open(tab);
  }

  /** Another tab of the open panel, chosen in the panel itself. */
  select(tab: string): void {
    this.set({ tab, shown: this.state.shown });
  }

  close(): void {
    if (!this.state.shown) return;
    const { tab } = this.state;
    this.set({ tab, shown: false });
    for (const listener of this.listeners) listener({ type: 'closed', tab });
  }

  /** There is no room any more: the panel would cover the class unasked. */
  giveWay(): void {
    this.set({ tab: this.state.tab, shown: false });
  }

  private set(state: SideState): void {
    if (state.tab === this.state.tab && state.shown === this.state.shown) return;
    this.state = state;
    this.emitter.emit();
  }
}
