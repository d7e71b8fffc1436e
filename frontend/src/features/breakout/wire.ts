import * as v from 'valibot';

/** A list that the server may leave out where it is empty. */
function list<Item extends v.GenericSchema>(item: Item) {
  return v.pipe(
    v.nullish(v.array(item), []),
    v.transform((items): readonly v.InferOutput<Item>[] => items),
  );
}

const ids = list(v.string());
const time = v.nullish(v.string(), null);
const text = v.optional(v.string(), '');

const groupSchema = v.object({
  groupId: v.string(),
  name: v.string(),
  task: text,
  files: ids,
  /** Bounds the members where learners choose; 0: no bound. */
  cap: v.optional(v.number(), 0),
  /** The learners assigned; those of them who went to the main room are in `out` too. */
  members: ids,
  out: ids,
  attendants: ids,
  visitors: ids,
  mergedInto: text,
  splitFrom: text,
  goesOn: text,
  helpAt: time,
  helpBy: text,
  doneAt: time,
});

const breakoutSchema = v.object({
  breakoutId: v.string(),
  number: v.number(),
  name: text,
  phase: v.picklist(['planned', 'open', 'closing', 'closed']),
  task: text,
  choice: v.optional(v.fallback(v.picklist(['none', 'free']), 'none'), 'none'),
  mayReturn: v.optional(v.boolean(), false),
  seconds: v.optional(v.number(), 0),
  countdown: v.optional(v.number(), 0),
  template: text,
  copyOf: text,
  files: ids,
  groups: list(groupSchema),
  plannedAt: time,
  openedAt: time,
  endsAt: time,
  closesAt: time,
  closedAt: time,
  from: text,
});

const said = { breakoutId: v.string(), messageId: v.string(), text: v.string(), groupIds: ids, all: v.optional(v.boolean(), false), by: text, name: text, at: text };
const saidSchema = v.object(said);

export const snapshotSchema = v.object({ breakouts: list(breakoutSchema), said: list(saidSchema) });

const by = text;
const set = { breakout: breakoutSchema, by };

export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('breakout.planned'), ...set }),
  v.object({ type: v.literal('breakout.opened'), ...set }),
  v.object({ type: v.literal('breakout.groups'), ...set }),
  v.object({ type: v.literal('breakout.closing'), ...set }),
  v.object({ type: v.literal('breakout.closed'), ...set }),
  v.object({ type: v.literal('breakout.discarded'), breakoutId: v.string() }),
  v.object({ type: v.literal('breakout.kept'), breakoutId: v.string(), by }),
  v.object({ type: v.literal('breakout.time'), breakoutId: v.string(), endsAt: time, by }),
  v.object({ type: v.literal('breakout.person'), breakoutId: v.string(), userId: v.string(), groupId: text, out: v.optional(v.boolean(), false), visits: text, by }),
  v.object({ type: v.literal('breakout.attends'), breakoutId: v.string(), userId: v.string(), groupIds: ids, by }),
  v.object({ type: v.literal('breakout.group'), breakoutId: v.string(), group: groupSchema, by }),
  v.object({ type: v.literal('breakout.said'), ...said }),
  // Absolute, to staff alone; it has no offset.
  v.object({ type: v.literal('breakout.speaking'), speaking: v.record(v.string(), ids) }),
]);

export const resultSchema = v.looseObject({ breakoutId: text, groupId: text });

export type BreakoutGroup = v.InferOutput<typeof groupSchema>;
export type Breakout = v.InferOutput<typeof breakoutSchema>;
export type Phase = Breakout['phase'];
export type Choice = Breakout['choice'];
export type Said = v.InferOutput<typeof saidSchema>;
export type BreakoutSnapshot = v.InferOutput<typeof snapshotSchema>;
export type BreakoutEvent = v.InferOutput<typeof eventSchema>;
