import * as v from 'valibot';
import { roleSchema } from '@/shared/api/decode';

const fileSchema = v.object({
  fileId: v.string(),
  name: v.string(),
  type: v.string(),
  size: v.number(),
  width: v.optional(v.number()),
  height: v.optional(v.number()),
});

const toSchema = v.object({
  kind: v.picklist(['everyone', 'staff', 'person', 'group']),
  userId: v.optional(v.string()),
  name: v.optional(v.string()),
  groupId: v.optional(v.string()),
});

const messageSchema = v.object({
  messageId: v.string(),
  number: v.number(),
  to: toSchema,
  userId: v.string(),
  name: v.string(),
  role: roleSchema,
  text: v.string(),
  replyTo: v.optional(v.string()),
  files: v.optional(v.pipe(v.array(fileSchema), v.readonly())),
  reactions: v.optional(v.pipe(v.array(v.object({ emoji: v.string(), count: v.number(), mine: v.boolean() })), v.readonly())),
  sentAt: v.string(),
  editedAt: v.optional(v.string()),
  deleted: v.optional(v.object({ by: v.optional(v.string()), at: v.string() })),
});

const quoteSchema = v.object({
  messageId: v.string(),
  name: v.string(),
  text: v.string(),
  files: v.optional(v.number(), 0),
  deleted: v.optional(v.boolean(), false),
});

const settingsSchema = v.object({ learners: v.picklist(['everyone', 'staff_only', 'off']), private: v.boolean() });
const mutedSchema = v.object({ userId: v.string(), name: v.string() });

export const snapshotSchema = v.object({
  messages: v.array(messageSchema),
  quotes: v.array(quoteSchema),
  older: v.boolean(),
  settings: settingsSchema,
  mutedMe: v.boolean(),
  muted: v.array(mutedSchema),
  readUpTo: v.number(),
  unread: v.number(),
  emojis: v.array(v.string()),
});

export const pageSchema = v.object({ messages: v.array(messageSchema), quotes: v.array(quoteSchema), older: v.boolean() });

export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('chat.sent'), message: messageSchema, quote: v.optional(v.object({ messageId: v.string(), name: v.string() })) }),
  v.object({ type: v.literal('chat.edited'), messageId: v.string(), text: v.string(), editedAt: v.string() }),
  v.object({ type: v.literal('chat.deleted'), message: messageSchema }),
  v.object({ type: v.literal('chat.reacted'), messageId: v.string(), userId: v.string(), emoji: v.string(), on: v.boolean(), count: v.number() }),
  v.object({ type: v.literal('chat.muted'), userId: v.string(), name: v.string(), muted: v.boolean() }),
  v.object({ type: v.literal('chat.settings'), settings: settingsSchema }),
  v.object({ type: v.literal('chat.read'), userId: v.string(), upTo: v.number() }),
]);

export const sentSchema = v.object({ messageId: v.string(), number: v.number() });
export const uploadedSchema = fileSchema;
export const auditSchema = v.array(
  v.object({
    messageId: v.string(),
    action: v.picklist(['edit', 'delete']),
    by: v.string(),
    byRole: roleSchema,
    author: v.string(),
    oldText: v.string(),
    at: v.string(),
  }),
);

export type ChatFile = v.InferOutput<typeof fileSchema>;
export type ChatTo = v.InferOutput<typeof toSchema>;
export type ChatMessage = v.InferOutput<typeof messageSchema>;
export type ChatQuote = v.InferOutput<typeof quoteSchema>;
export type ChatSettings = v.InferOutput<typeof settingsSchema>;
export type ChatMuted = v.InferOutput<typeof mutedSchema>;
export type ChatSnapshot = v.InferOutput<typeof snapshotSchema>;
export type ChatPage = v.InferOutput<typeof pageSchema>;
export type ChatEvent = v.InferOutput<typeof eventSchema>;
export type ChatAudit = v.InferOutput<typeof auditSchema>[number];
