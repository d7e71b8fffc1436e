import type { BreakoutModel } from '@/features/breakout/breakoutModel';
import { Activity } from '@/features/breakout/wall/activity';

const activities = new WeakMap<BreakoutModel, Activity>();

/** What the groups of a class do; it lives as long as their model. */
export function activityOf(model: BreakoutModel): Activity {
  const known = activities.get(model);
  if (known) return known;
  const made = new Activity();
  activities.set(model, made);
  return made;
}
