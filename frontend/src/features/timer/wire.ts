import * as v from 'valibot';

const timerSchema = v.object({
  timerId: v.string(),
  label: v.string(),
  state: v.picklist(['running', 'paused', 'ended']),
  totalMs: v.number(),
  leftMs: v.nullable(v.number()),
  endsAt: v.nullable(v.string()),
});

export const snapshotSchema = v.object({ timer: v.nullable(timerSchema) });

export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('stage.timer'), timer: v.nullable(timerSchema) }),
  v.object({ type: v.literal('stage.timer_ended'), timer: timerSchema }),
]);

export type Timer = v.InferOutput<typeof timerSchema>;
export type TimerEvent = v.InferOutput<typeof eventSchema>;

/** The server takes timers of 5 seconds to 4 hours. */
export const shortestSeconds = 5;
export const longestSeconds = 14_400;
export const longestLabel = 80;
