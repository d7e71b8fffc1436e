import * as v from 'valibot';
import { assertNever } from '@/shared/assertNever';
import { Emitter } from '@/shared/emitter';
import { decodedSlice, type Slice } from '@/shared/live/slices';
import { insertMessage, mergeMessages, react, unreadIn } from './messages';
import { eventSchema, sentSchema, snapshotSchema, type ChatEvent, type ChatFile, type ChatMessage, type ChatMuted, type ChatPage, type ChatQuote, type ChatSettings, type ChatSnapshot, type ChatTo } from './wire';

/** What the chat needs of the connection. */
export interface ChatSession {
  command(type: string, body?: object, options?: { fleeting?: boolean }): Promise<unknown>;
}

/** A message of one's own that the server hasn't taken yet. */
export interface Pending {
  key: string;
  to: ChatTo;
  text: string;
  replyTo: string | null;
  files: readonly ChatFile[];
  state: 'sending' | 'failed';
  /** Why it failed; null while it is on its way. */
  error: unknown;
}

export interface ChatState {
  /** False until the first welcome. */
  ready: boolean;
  /** By number, oldest first. */
  messages: readonly ChatMessage[];
  quotes: ReadonlyMap<string, ChatQuote>;
  older: boolean;
  loading: 'idle' | 'older' | 'failed';
  settings: ChatSettings;
  mutedMe: boolean;
  muted: readonly ChatMuted[];
  readUpTo: number;
  unread: number;
  emojis: readonly string[];
  pending: readonly Pending[];
  /** The class is over: nothing more can be written. */
  ended: boolean;
}

interface Deps {
  session: ChatSession;
  /** Pages of older messages. */
  older(before: string | null): Promise<ChatPage>;
  me: { userId: string };
  newKey?(): string;
}

const initial: ChatState = {
  ready: false,
  messages: [],
  quotes: new Map(),
  older: false,
  loading: 'idle',
  settings: { learners: 'everyone', private: false },
  mutedMe: false,
  muted: [],
  readUpTo: 0,
  unread: 0,
  emojis: [],
  pending: [],
  ended: false,
};

const readDelayMs = 600;

/** The chat of one class: what the server told, and what is on its way there. */
export class ChatModel {
  private state = initial;
  /** Unread messages that are older than the loaded ones. */
  private unreadBefore = 0;
  private readTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly emitter = new Emitter();
  private readonly arrivals = new Set<(message: ChatMessage) => void>();
  private readonly deps: Deps;

  constructor(deps: Deps) {
    this.deps = deps;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): ChatState => this.state;

  /** To be registered with the connection under "chat". */
  readonly slice: Slice = decodedSlice({
    state: snapshotSchema,
    events: eventSchema,
    onSnapshot: (snapshot) => this.replace(snapshot),
    onEvent: (event) => this.take(event),
    reset: () => clearTimeout(this.readTimer),
  });

  /** Tells of each message of others that comes while the class runs, and of none that was there before. */
  readonly onArrival = (listener: (message: ChatMessage) => void): (() => void) => {
    this.arrivals.add(listener);
    return () => {
      this.arrivals.delete(listener);
    };
  };

  send(to: ChatTo, text: string, replyTo: string | null, files: readonly ChatFile[]): void {
    const key = (this.deps.newKey ?? (() => crypto.randomUUID()))();
    const pending: Pending = { key, to, text, replyTo, files, state: 'sending', error: null };
    this.set({ pending: [...this.state.pending, pending] });
    void this.dispatch(pending);
  }

  retry(key: string): void {
    const pending = this.state.pending.find((one) => one.key === key);
    if (!pending || pending.state !== 'failed') return;
    const again: Pending = { ...pending, state: 'sending', error: null };
    this.set({ pending: this.state.pending.map((one) => (one.key === key ? again : one)) });
    void this.dispatch(again);
  }

  discard(key: string): void {
    this.set({ pending: this.state.pending.filter((one) => one.key !== key) });
  }

  async edit(messageId: string, text: string): Promise<void> {
    await this.deps.session.command('chat.edit', { messageId, text });
  }

  async remove(messageId: string): Promise<void> {
    await this.deps.session.command('chat.delete', { messageId });
  }

  async react(messageId: string, emoji: string, on: boolean): Promise<void> {
    await this.deps.session.command('chat.react', { messageId, emoji, on }, { fleeting: true });
  }

  async mute(userId: string, muted: boolean): Promise<void> {
    await this.deps.session.command('chat.mute', { userId, muted });
  }

  async setSettings(settings: ChatSettings): Promise<void> {
    await this.deps.session.command('chat.settings', settings);
  }

  /** The person looks at the newest message. Told to the server after a moment, so that a lively chat isn't told twice as often as it is written. */
  read(): void {
    const last = this.state.messages.at(-1)?.number ?? 0;
    if (last <= this.state.readUpTo) return;
    this.setRead(last);
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => {
      // What was missed is told with the next message that is read.
      this.deps.session.command('chat.read', { upTo: this.state.readUpTo }, { fleeting: true }).catch(() => undefined);
    }, readDelayMs);
  }

  async loadOlder(): Promise<void> {
    if (this.state.loading === 'older' || !this.state.older) return;
    this.set({ loading: 'older' });
    try {
      const page = await this.deps.older(this.state.messages[0]?.messageId ?? null);
      const messages = mergeMessages(page.messages, this.state.messages);
      this.unreadBefore = Math.max(0, this.unreadBefore - unreadIn(page.messages, this.state.readUpTo, this.deps.me.userId));
      this.set({ loading: 'idle', older: page.older, messages, quotes: withQuotes(this.state.quotes, page.quotes) });
    } catch {
      this.set({ loading: 'failed' });
    }
  }

  end(): void {
    this.set({ ended: true });
  }

  private async dispatch({ key, to, text, replyTo, files }: Pending): Promise<void> {
    const body = {
      to: { kind: to.kind, ...(to.userId === undefined ? {} : { userId: to.userId }), ...(to.groupId === undefined ? {} : { groupId: to.groupId }) },
      text,
      ...(replyTo === null ? {} : { replyTo }),
      ...(files.length === 0 ? {} : { fileIds: files.map((file) => file.fileId) }),
    };
    try {
      const result = await this.deps.session.command('chat.send', body);
      if (!v.is(sentSchema, result) && import.meta.env.DEV) console.warn('chat: unknown answer', result);
      this.discard(key);
    } catch (error) {
      this.set({ pending: this.state.pending.map((one) => (one.key === key ? { ...one, state: 'failed', error } : one)) });
    }
  }

  private replace(snapshot: ChatSnapshot): void {
    const { quotes, unread, messages, ...rest } = snapshot;
    this.unreadBefore = Math.max(0, unread - unreadIn(messages, rest.readUpTo, this.deps.me.userId));
    this.set({ ...rest, messages, unread, ready: true, loading: 'idle', quotes: withQuotes(new Map(), quotes) });
  }

  private take(event: ChatEvent): void {
    switch (event.type) {
      case 'chat.sent':
        this.arrived(event.message);
        return;
      case 'chat.edited':
        this.change(event.messageId, (message) => ({ ...message, text: event.text, editedAt: event.editedAt }));
        return;
      case 'chat.deleted':
        this.deleted(event.message);
        return;
      case 'chat.reacted':
        this.change(event.messageId, (message) => react(message, event, this.state.emojis, event.userId === this.deps.me.userId));
        return;
      case 'chat.muted':
        this.mutedChanged(event);
        return;
      case 'chat.settings':
        this.set({ settings: event.settings });
        return;
      case 'chat.read':
        if (event.userId === this.deps.me.userId && event.upTo > this.state.readUpTo) this.setRead(event.upTo);
        return;
      default:
        assertNever(event);
    }
  }

  private arrived(message: ChatMessage): void {
    const mine = message.userId === this.deps.me.userId;
    // The event comes just before the answer to the command; without this the message would be there twice for a moment.
    const answered = mine ? this.state.pending.find((one) => one.state === 'sending' && one.text.trim() === message.text.trim() && one.to.kind === message.to.kind) : undefined;
    const pending = answered ? this.state.pending.filter((one) => one !== answered) : this.state.pending;
    this.set({ pending, ...this.counted(insertMessage(this.state.messages, message), this.state.readUpTo) });
    if (!mine) for (const listener of [...this.arrivals]) listener(message);
  }

  private deleted(message: ChatMessage): void {
    const known = this.state.messages.some((one) => one.messageId === message.messageId);
    const messages = known ? this.state.messages.map((one) => (one.messageId === message.messageId ? message : one)) : this.state.messages;
    const quote = this.state.quotes.get(message.messageId);
    const quotes = quote ? withQuotes(this.state.quotes, [{ ...quote, text: '', files: 0, deleted: true }]) : this.state.quotes;
    this.set({ quotes, ...this.counted(messages, this.state.readUpTo) });
  }

  private mutedChanged({ userId, name, muted }: ChatMuted & { muted: boolean }): void {
    const others = this.state.muted.filter((one) => one.userId !== userId);
    this.set({
      muted: muted ? [...others, { userId, name }] : others,
      mutedMe: userId === this.deps.me.userId ? muted : this.state.mutedMe,
    });
  }

  private change(messageId: string, how: (message: ChatMessage) => ChatMessage): void {
    this.set({ messages: this.state.messages.map((message) => (message.messageId === messageId ? how(message) : message)) });
  }

  private setRead(upTo: number): void {
    const first = this.state.messages[0]?.number ?? 0;
    if (upTo >= first) this.unreadBefore = 0;
    this.set({ readUpTo: upTo, ...this.counted(this.state.messages, upTo) });
  }

  private counted(messages: readonly ChatMessage[], readUpTo: number): Pick<ChatState, 'messages' | 'unread'> {
    return { messages, unread: this.unreadBefore + unreadIn(messages, readUpTo, this.deps.me.userId) };
  }

  private set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}

function withQuotes(quotes: ReadonlyMap<string, ChatQuote>, more: readonly ChatQuote[]): ReadonlyMap<string, ChatQuote> {
  return new Map([...quotes, ...more.map((quote) => [quote.messageId, quote] as const)]);
}
