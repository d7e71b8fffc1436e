import * as v from 'valibot';
import { personSchema, roleSchema } from '../api/decode';
import type { WireFrame } from '../api/types';

const endReason = v.picklist(['instructor', 'everyone_left']);
const mediaState = v.picklist(['up', 'down']);
const livePerson = v.object({ ...personSchema.entries, joinedAt: v.string() });

const sessionSchema = v.object({
  id: v.string(),
  classroomId: v.string(),
  title: v.string(),
  state: v.picklist(['live', 'ended']),
  startedAt: v.string(),
  endedAt: v.nullable(v.string()),
  endReason: v.nullable(endReason),
});

const frameSchema = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    epoch: v.string(),
    offset: v.number(),
    serverTime: v.string(),
    beatSeconds: v.number(),
    session: sessionSchema,
    you: v.object({ userId: v.string(), role: roleSchema, connectionId: v.string() }),
    people: v.pipe(v.array(livePerson), v.readonly()),
    media: mediaState,
  }),
  v.object({ type: v.literal('person.joined'), offset: v.number(), person: livePerson }),
  v.object({ type: v.literal('person.left'), offset: v.number(), userId: v.string() }),
  v.object({ type: v.literal('session.ended'), offset: v.number(), reason: endReason }),
  v.object({ type: v.literal('media.state'), offset: v.number(), state: mediaState }),
  v.object({ type: v.literal('removed') }),
  v.object({ type: v.literal('beat'), serverTime: v.string() }),
]);

export type ServerFrame = v.InferOutput<typeof frameSchema>;

/** The type check fails here where the server's frames and these differ. */
type Agrees<Wire extends ServerFrame> = [ServerFrame['type']] extends [Wire['type']] ? Wire : never;
export type DescribedFrame = Agrees<WireFrame>;

export type LivePerson = v.InferOutput<typeof livePerson>;
export type ClientFrame = { type: 'beat' } | { type: 'leave' };

export type Decoded = { kind: 'frame'; frame: ServerFrame } | { kind: 'unknown'; type: string } | { kind: 'broken' };

const known: ReadonlySet<string> = new Set(frameSchema.options.map((option) => option.entries.type.literal));
const typed = v.object({ type: v.string() });

/** A type from a newer server is "unknown" and may be ignored; a known type with a wrong shape is "broken". */
export function decodeFrame(text: unknown): Decoded {
  if (typeof text !== 'string') return { kind: 'broken' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'broken' };
  }
  const parsed = v.safeParse(frameSchema, value);
  if (parsed.success) return { kind: 'frame', frame: parsed.output };
  const outer = v.safeParse(typed, value);
  if (outer.success && !known.has(outer.output.type)) return { kind: 'unknown', type: outer.output.type };
  return { kind: 'broken' };
}
