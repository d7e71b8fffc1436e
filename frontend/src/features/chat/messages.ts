import type { ChatMessage, ChatQuote } from './wire';

/** The messages with one more, in order; one that is there already stays. */
export function insertMessage(messages: readonly ChatMessage[], message: ChatMessage): readonly ChatMessage[] {
  const last = messages.at(-1);
  if (!last || last.number < message.number) return [...messages, message];
  return mergeMessages([message], messages);
}

/** Both lists in order, without doubles; the second one wins, because it was kept up to date. */
export function mergeMessages(some: readonly ChatMessage[], newer: readonly ChatMessage[]): readonly ChatMessage[] {
  const byNumber = new Map([...some, ...newer].map((message) => [message.number, message]));
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

export function unreadIn(messages: readonly ChatMessage[], readUpTo: number, me: string): number {
  return messages.filter((message) => message.number > readUpTo && message.userId !== me && !message.deleted).length;
}

interface Reaction {
  emoji: string;
  on: boolean;
  count: number;
}

/** The message after a reaction, in the order in which the emojis are offered. */
export function react(message: ChatMessage, { emoji, on, count }: Reaction, order: readonly string[], mine: boolean): ChatMessage {
  const before = message.reactions ?? [];
  const old = before.find((one) => one.emoji === emoji);
  const others = before.filter((one) => one.emoji !== emoji);
  const now = count > 0 ? [...others, { emoji, count, mine: mine ? on : (old?.mine ?? false) }] : others;
  return { ...message, reactions: now.sort((a, b) => order.indexOf(a.emoji) - order.indexOf(b.emoji)) };
}

export type Row = { type: 'day'; key: string; at: string } | { type: 'message'; key: string; message: ChatMessage; first: boolean } | { type: 'new'; key: string };

const groupWithinMs = 5 * 60_000;

/**
 * What stands in the list: a line where a day begins, a line where the unread ones begin, and the messages, of which
 * one that follows another of the same sender to the same people soon after has no head of its own.
 */
export function rowsOf(messages: readonly ChatMessage[], newAfter: number, me: string): Row[] {
  const rows: Row[] = [];
  let before: ChatMessage | null = null;
  let marked = false;
  for (const message of messages) {
    const day = dayOf(message.sentAt);
    const newDay = before === null || dayOf(before.sentAt) !== day;
    if (newDay) rows.push({ type: 'day', key: `day-${day}`, at: message.sentAt });
    const isNew: boolean = !marked && newAfter > 0 && message.number > newAfter && message.userId !== me;
    if (isNew) rows.push({ type: 'new', key: 'new' });
    marked ||= isNew;
    rows.push({ type: 'message', key: message.messageId, message, first: newDay || isNew || !goesOn(before, message) });
    before = message;
  }
  return rows;
}

function dayOf(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

function goesOn(before: ChatMessage | null, message: ChatMessage): boolean {
  return (
    before !== null &&
    before.userId === message.userId &&
    before.to.kind === message.to.kind &&
    before.to.userId === message.to.userId &&
    before.to.groupId === message.to.groupId &&
    message.replyTo === undefined &&
    Date.parse(message.sentAt) - Date.parse(before.sentAt) < groupWithinMs
  );
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** The loaded messages in which all words stand: in what was written, in the name, or in the name of a file. */
export function searchMessages(messages: readonly ChatMessage[], query: string): readonly ChatMessage[] {
  const words = plain(query).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return messages;
  return messages.filter((message) => {
    const all = plain([message.text, message.name, ...(message.files ?? []).map((file) => file.name)].join(' '));
    return !message.deleted && words.every((word) => all.includes(word));
  });
}

/** What an answer shows of the message that it answers; null where that isn't known here. */
export function quoteOf(replyTo: string, messages: readonly ChatMessage[], quotes: ReadonlyMap<string, ChatQuote>): ChatQuote | null {
  const message = messages.find((one) => one.messageId === replyTo);
  if (!message) return quotes.get(replyTo) ?? null;
  return { messageId: replyTo, name: message.name, text: message.text, files: message.files?.length ?? 0, deleted: message.deleted !== undefined };
}
