import * as v from 'valibot';

const floorSchema = v.picklist(['open', 'by_hand']);
const sinceSchema = v.object({ userId: v.string(), since: v.string() });

export const snapshotSchema = v.object({
  floor: floorSchema,
  speaking: v.pipe(v.array(sinceSchema), v.readonly()),
  queue: v.pipe(v.array(sinceSchema), v.readonly()),
  silenced: v.pipe(v.array(v.string()), v.readonly()),
});

const by = v.optional(v.string());
const reactionSchema = v.object({ userId: v.string(), emoji: v.string(), at: v.string() });

export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('hand.raised'), at: v.string(), userId: v.string() }),
  v.object({ type: v.literal('hand.lowered'), userId: v.string(), by }),
  v.object({ type: v.literal('hand.all_lowered'), by }),
  v.object({ type: v.literal('hand.speaking'), at: v.string(), userId: v.string(), by }),
  v.object({ type: v.literal('hand.stopped'), userId: v.string(), by }),
  v.object({ type: v.literal('hand.floor'), mode: floorSchema }),
  v.object({ type: v.literal('hand.silenced'), userId: v.string(), silenced: v.boolean() }),
  v.object({ type: v.literal('hand.reactions'), at: v.string(), counts: v.record(v.string(), v.number()), who: v.array(reactionSchema) }),
]);

export type Floor = v.InferOutput<typeof floorSchema>;
export type Since = v.InferOutput<typeof sinceSchema>;
export type HandSnapshot = v.InferOutput<typeof snapshotSchema>;
export type HandEvent = v.InferOutput<typeof eventSchema>;
export type Reactions = Extract<HandEvent, { type: 'hand.reactions' }>;

/** What one may react with, as the server takes it, and the name of each among the texts. */
export const emojis = [
  { emoji: '👍', name: 'agree' },
  { emoji: '👎', name: 'disagree' },
  { emoji: '👏', name: 'applause' },
  { emoji: '❤️', name: 'love' },
  { emoji: '😂', name: 'laugh' },
  { emoji: '😮', name: 'surprise' },
  { emoji: '🎉', name: 'celebrate' },
  { emoji: '🤔', name: 'wonder' },
] as const;

export type EmojiName = (typeof emojis)[number]['name'];
