import * as v from 'valibot';

export const kinds = ['single', 'multiple', 'yes_no', 'scale', 'text', 'word_cloud', 'ordering'] as const;
export const resultModes = ['hidden', 'live', 'on_close'] as const;

const kindSchema = v.picklist(kinds);
const modeSchema = v.picklist(resultModes);
const optionSchema = v.object({ id: v.string(), text: v.string() });
const scaleSchema = v.object({ min: v.number(), max: v.number(), minLabel: v.string(), maxLabel: v.string() });
const textsSchema = v.pipe(v.array(v.string()), v.readonly());

const tallySchema = v.object({
  voted: v.number(),
  right: v.optional(v.number()),
  counts: v.optional(v.record(v.string(), v.number())),
  means: v.optional(v.record(v.string(), v.number())),
  words: v.optional(v.pipe(v.array(v.object({ key: v.string(), text: v.string(), count: v.number(), hidden: v.optional(v.boolean(), false) })), v.readonly())),
  more: v.optional(v.number(), 0),
});

const pollSchema = v.object({
  pollId: v.string(),
  number: v.number(),
  kind: kindSchema,
  question: v.string(),
  options: v.pipe(v.array(optionSchema), v.readonly()),
  scale: v.optional(scaleSchema),
  anonymous: v.boolean(),
  graded: v.boolean(),
  points: v.number(),
  results: modeSchema,
  changeable: v.boolean(),
  seconds: v.number(),
  state: v.picklist(['open', 'closed']),
  openedAt: v.string(),
  endsAt: v.nullable(v.string()),
  closedAt: v.nullable(v.string()),
  resultsShown: v.boolean(),
  rightShown: v.boolean(),
  right: v.optional(textsSchema),
  tally: v.optional(tallySchema),
  mine: v.optional(v.object({ answer: v.optional(textsSchema), right: v.optional(v.boolean()), points: v.optional(v.number()) })),
});

const definitionSchema = v.object({
  kind: kindSchema,
  question: v.string(),
  options: v.pipe(v.array(optionSchema), v.readonly()),
  scale: v.optional(scaleSchema),
  anonymous: v.boolean(),
  right: v.optional(textsSchema),
  points: v.optional(v.number()),
  results: modeSchema,
  changeable: v.boolean(),
  seconds: v.number(),
});

export const preparedSchema = v.object({ id: v.string(), poll: definitionSchema, updatedAt: v.string() });
export const snapshotSchema = v.object({ polls: v.array(pollSchema) });
export const answersSchema = v.array(
  v.object({ userId: v.string(), name: v.string(), answer: textsSchema, right: v.optional(v.boolean()), points: v.optional(v.number()) }),
);
export const importedSchema = v.object({ imported: v.number(), errors: v.array(v.object({ line: v.number(), message: v.string() })) });
export const openedSchema = v.object({ pollId: v.string() });

const about = { pollId: v.string() };

export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('poll.opened'), poll: pollSchema }),
  v.object({ type: v.literal('poll.right'), ...about, right: textsSchema }),
  v.object({ type: v.literal('poll.voted'), ...about, answer: v.optional(textsSchema) }),
  v.object({ type: v.literal('poll.closed'), ...about, closedAt: v.string(), resultsShown: v.boolean() }),
  v.object({ type: v.literal('poll.extended'), ...about, endsAt: v.string() }),
  v.object({ type: v.literal('poll.results'), ...about, tally: tallySchema }),
  v.object({ type: v.literal('poll.revealed'), ...about, resultsShown: v.boolean(), rightShown: v.boolean(), right: v.optional(textsSchema) }),
  v.object({ type: v.literal('poll.removed'), ...about }),
  v.object({ type: v.literal('poll.hidden'), ...about, key: v.string(), hidden: v.boolean() }),
  v.object({ type: v.literal('poll.tally'), ...about, tally: tallySchema }),
]);

export type PollKind = v.InferOutput<typeof kindSchema>;
export type ResultsMode = v.InferOutput<typeof modeSchema>;
export type PollOption = v.InferOutput<typeof optionSchema>;
export type PollScale = v.InferOutput<typeof scaleSchema>;
export type PollTally = v.InferOutput<typeof tallySchema>;
export type Poll = v.InferOutput<typeof pollSchema>;
export type PollDefinition = v.InferOutput<typeof definitionSchema>;
export type PreparedPoll = v.InferOutput<typeof preparedSchema>;
export type PollAnswer = v.InferOutput<typeof answersSchema>[number];
export type PollImported = v.InferOutput<typeof importedSchema>;
export type PollSnapshot = v.InferOutput<typeof snapshotSchema>;
export type PollEvent = v.InferOutput<typeof eventSchema>;
