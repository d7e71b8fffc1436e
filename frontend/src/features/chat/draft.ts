import { Emitter } from '@/shared/emitter';
import type { ChatMessage, ChatTo } from './wire';

export interface DraftState {
  text: string;
  /** Null: the first one that the person may write to. */
  to: ChatTo | null;
  replyTo: ChatMessage | null;
  /** The own message that is being changed; the text that was being written waits meanwhile. */
  editing: ChatMessage | null;
}

export const mostText = 4_000;

/** As the server counts: an emoji of one code point is one. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** What is being written. It outlives the panel, which is mounted only while it is seen. */
export class Draft {
  private state: DraftState = { text: '', to: null, replyTo: null, editing: null };
  private kept = '';
  private room: string | null = null;
  private readonly emitter = new Emitter();

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): DraftState => this.state;

  setText(text: string): void {
    this.set({ text });
  }

  address(to: ChatTo): void {
    this.set({ to, replyTo: null });
  }

  /** The person is in another room: whoever wrote to all of one writes to all of the other. */
  enter(room: string | null): void {
    const { to, replyTo } = this.state;
    if (room !== this.room && !replyTo && (to?.kind === 'everyone' || to?.kind === 'group')) this.set({ to: null });
    this.room = room;
  }

  reply(message: ChatMessage, to: ChatTo): void {
    this.cancel();
    this.set({ replyTo: message, to });
  }

  edit(message: ChatMessage): void {
    if (!this.state.editing) this.kept = this.state.text;
    this.set({ editing: message, replyTo: null, text: message.text });
  }

  /** Gives up the change or the answer, and brings back what was being written before. */
  cancel(): void {
    if (this.state.editing) this.set({ editing: null, text: this.kept });
    else this.set({ replyTo: null });
    this.kept = '';
  }

  sent(): void {
    this.set({ text: '', replyTo: null });
  }

  private set(change: Partial<DraftState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}
