import type { PlanDraft } from '../breakoutModel';
import type { Breakout, BreakoutGroup } from '../wire';
import { firstPlan, type Draft, type DraftGroup, type DraftPlan } from './draft';

/** A planned breakout, to be changed. */
export function draftOf(breakout: Breakout): Draft {
  const { breakoutId, name, from, groups } = breakout;
  return {
    breakoutId,
    name,
    plan: { ...planDraft(breakout), files: breakout.files },
    groups: groups.map(groupDraft),
    goesOn: from === '' ? null : from,
    carried: [],
    past: [],
    asFormed: false,
    next: 1,
  };
}

/** What was decided of the groups as a whole, to be changed; without the files, which are of one class. */
export function planDraft({ task, choice, mayReturn, seconds, countdown, template, copyOf }: PlanDraft['plan']): Omit<DraftPlan, 'files'> {
  return { task, learnersChoose: choice === 'free', mayReturn, minutes: Math.round(seconds / 60), countdown, template: template === '' ? firstPlan.template : template, copyOf };
}

function groupDraft({ groupId, name, task, cap, members, attendants, files }: BreakoutGroup): DraftGroup {
  return { key: groupId, groupId, name, task, cap, members, attendants, files };
}

/** The plan as it is sent. */
export function planOf({ breakoutId, name, plan, groups, goesOn }: Draft): PlanDraft {
  return {
    ...(breakoutId === null ? {} : { breakoutId }),
    name: name.trim(),
    plan: {
      task: plan.task.trim(),
      choice: plan.learnersChoose ? 'free' : 'none',
      mayReturn: plan.mayReturn,
      seconds: plan.minutes * 60,
      countdown: plan.countdown,
      template: plan.template,
      copyOf: plan.copyOf,
      files: plan.files,
    },
    groups: groups.map(({ groupId, name: called, task, cap, members, attendants, files }) => ({
      ...(groupId === null ? {} : { groupId }),
      name: called.trim(),
      task: task.trim(),
      files,
      cap,
      members,
      attendants,
    })),
    ...(goesOn === null ? {} : { goesOn }),
  };
}
