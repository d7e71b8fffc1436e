import * as v from 'valibot';
import { personSchema, roleSchema } from '../api/decode';
import type { components } from '../api/schema.gen';
import type { WireFrame } from '../api/types';

const endReason = v.picklist(['instructor', 'everyone_left']);
const mediaState = v.picklist(['up', 'down']);
const deviceKind = v.picklist(['desktop', 'phone', 'tablet', 'unknown']);

const livePerson = v.object({
  ...personSchema.entries,
  joinedAt: v.string(),
  // A newer kind of device is as good as one that isn't known.
  device: v.optional(v.fallback(deviceKind, 'unknown'), 'unknown'),
  away: v.optional(v.boolean(), false),
  room: v.optional(v.string(), 'main'),
});

const sessionSchema = v.object({
  id: v.string(),
  classroomId: v.string(),
  title: v.string(),
  state: v.picklist(['live', 'ended']),
  startedAt: v.string(),
  endedAt: v.nullable(v.string()),
  endReason: v.nullable(endReason),
});

const people = v.pipe(v.array(livePerson), v.readonly());

const frameSchema = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    epoch: v.string(),
    offset: v.number(),
    resumed: v.optional(v.boolean(), false),
    serverTime: v.string(),
    beatSeconds: v.number(),
    session: sessionSchema,
    you: v.object({ userId: v.string(), role: roleSchema, connectionId: v.string() }),
    people: v.optional(people),
    media: mediaState,
    state: v.optional(v.record(v.string(), v.unknown())),
  }),
  v.object({ type: v.literal('person.joined'), offset: v.number(), person: livePerson }),
  v.object({ type: v.literal('person.changed'), offset: v.number(), person: livePerson }),
  v.object({ type: v.literal('person.left'), offset: v.number(), userId: v.string() }),
  v.object({ type: v.literal('person.moved'), offset: v.number(), rooms: v.record(v.string(), v.string()) }),
  v.object({ type: v.literal('media.ticket'), room: v.string(), url: v.string(), token: v.string(), waitMs: v.number() }),
  v.object({ type: v.literal('session.ended'), offset: v.number(), reason: endReason }),
  v.object({ type: v.literal('media.state'), state: mediaState }),
  v.object({ type: v.literal('removed') }),
  v.object({ type: v.literal('beat'), serverTime: v.string(), offset: v.optional(v.number()) }),
  v.object({ type: v.literal('ack'), id: v.string(), offset: v.number(), result: v.optional(v.unknown()) }),
  v.object({
    type: v.literal('refused'),
    id: v.string(),
    code: v.string(),
    message: v.optional(v.string(), ''),
    retryAfterMs: v.optional(v.number()),
  }),
]);

export type ServerFrame = v.InferOutput<typeof frameSchema>;
export type Welcome = Extract<ServerFrame, { type: 'welcome' }>;
/** The way into the media room of where one is now, after a move. */
export type Ticket = Extract<ServerFrame, { type: 'media.ticket' }>;
export type Refusal = Extract<ServerFrame, { type: 'refused' }>;

type FrameInput = v.InferInput<typeof frameSchema>;
type Unchanged<T> = T extends { people?: (infer P)[] } ? Omit<T, 'people'> & { people?: readonly P[] } : T;

/** The type check fails here where a frame that the server describes would not be understood. */
type Understood<Wire extends Unchanged<FrameInput>> = Wire;
export type DescribedFrame = Understood<WireFrame>;

type Schemas = components['schemas'];
type NameOf<Schema> = Schema extends { readonly type: infer Name extends string } ? (string extends Name ? never : Name) : never;
/** The types of all frames that the server describes. */
type DescribedName = { [Key in keyof Schemas]: NameOf<Schemas[Key]> }[keyof Schemas];

/** And here where a frame is understood that the server doesn't describe, or not any more. */
type Described<Name extends DescribedName> = Name;
export type CoreName = Described<ServerFrame['type']>;

export type LivePerson = v.InferOutput<typeof livePerson>;
export type DeviceKind = LivePerson['device'];
export type ClientFrame = { type: 'beat' } | { type: 'leave' };

const outerSchema = v.looseObject({ type: v.string(), offset: v.optional(v.number()) });

/** A frame whose inside only a feature knows. */
export type OuterFrame = v.InferOutput<typeof outerSchema>;

export type Decoded =
  | { kind: 'core'; frame: ServerFrame; offset: number | undefined }
  | { kind: 'other'; frame: OuterFrame }
  | { kind: 'broken'; type: string | null };

const core: ReadonlySet<string> = new Set(frameSchema.options.map((option) => option.entries.type.literal));

/** A frame of the stream itself, another one (a feature's, or a newer server's), or one that can't be read. */
export function decodeFrame(text: unknown): Decoded {
  if (typeof text !== 'string') return { kind: 'broken', type: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'broken', type: null };
  }
  const outer = v.safeParse(outerSchema, value);
  if (!outer.success) return { kind: 'broken', type: null };
  const { type, offset } = outer.output;
  if (!core.has(type)) return { kind: 'other', frame: outer.output };
  const parsed = v.safeParse(frameSchema, value);
  return parsed.success ? { kind: 'core', frame: parsed.output, offset } : { kind: 'broken', type };
}
