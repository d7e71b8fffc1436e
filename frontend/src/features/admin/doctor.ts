import * as v from 'valibot';

/** The steps of the walk, in the server's order. */
export const doctorSteps = ['our_keys', 'their_keys', 'token_members', 'token_columns', 'token_scores', 'token_results', 'members', 'columns', 'deep_link'] as const;
export type DoctorStepName = (typeof doctorSteps)[number];

const schema = v.object({
  step: v.picklist(doctorSteps),
  verdict: v.picklist(['ok', 'warn', 'fail', 'skip']),
  code: v.string(),
  detail: v.string(),
});

export type DoctorStep = v.InferOutput<typeof schema>;

/** One line of the server's answer; null for a step that this client doesn't know yet. */
export function decodeStep(line: string): DoctorStep | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(line));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

export interface Walk {
  state: 'idle' | 'running' | 'done' | 'broken';
  steps: readonly DoctorStep[];
}

export const noWalk: Walk = { state: 'idle', steps: [] };

/** How many steps have to be looked at. */
export function wrongSteps(walk: Walk): number {
  return walk.steps.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').length;
}

/** The step that is under way; null where none is. */
export function stepUnderWay(walk: Walk): DoctorStepName | null {
  return walk.state === 'running' ? (doctorSteps[walk.steps.length] ?? null) : null;
}
