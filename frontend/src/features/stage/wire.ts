import * as v from 'valibot';

// A newer kind of thing is on the stage, but this page can't show it.
const kindSchema = v.fallback(v.picklist(['person', 'screen', 'poll', 'board', 'notes', 'none']), 'none');
const layoutSchema = v.picklist(['gallery', 'speaker']);
const stageSchema = v.object({ kind: kindSchema, id: v.optional(v.string(), '') });

export const snapshotSchema = v.object({ stage: stageSchema, follow: v.boolean(), layout: layoutSchema });

export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('stage.put'), stage: stageSchema, by: v.optional(v.string()) }),
  v.object({ type: v.literal('stage.follow'), follow: v.boolean() }),
  v.object({ type: v.literal('stage.layout'), layout: layoutSchema }),
]);

export type StageKind = v.InferOutput<typeof kindSchema>;
export type StageThing = v.InferOutput<typeof stageSchema>;
export type StageLayout = v.InferOutput<typeof layoutSchema>;
export type StageSnapshot = v.InferOutput<typeof snapshotSchema>;
export type StageEvent = v.InferOutput<typeof eventSchema>;
