import { Fragment } from 'react';
import type { PersonPart } from '@/features/roster/PersonRow';
import type { RosterEntry } from '@/features/roster/people';
import type { ClassContext, ClassParts } from './parts';
import { useBoardParts } from './useBoardParts';
import { useBreakoutParts } from '../breakout/useBreakoutParts';
import { useBreakoutStaffParts } from '../breakout/useBreakoutStaffParts';
import { useChatParts } from './useChatParts';
import { useHandParts } from './useHandParts';
import { useNoteParts } from './useNoteParts';
import { useOwnParts } from './useOwnParts';
import { usePeopleSide } from '../people/usePeopleSide';
import { usePollParts } from './usePollParts';
import { useStageParts } from './useStageParts';
import { useTimerParts } from './useTimerParts';

/**
 * What the features bring to the class page. Each has a hook of its own here in
 * app/class that returns its part, and one line in the list; the order of the
 * list is the order of tabs and buttons.
 */
export function usePanels(context: ClassContext): ClassParts {
  const groups = useBreakoutStaffParts(context);
  // The wall of groups stands before what else is open in the middle.
  const parts = joinParts([{ onStage: groups.onStage ?? null }, useHandParts(context), useBoardParts(context), { ...groups, onStage: null }, useBreakoutParts(context), useChatParts(context), usePollParts(context), useNoteParts(context), useStageParts(context), useTimerParts(context), useOwnParts(context)]);
  const people = usePeopleSide(context, parts);
  return { ...parts, panels: [people, ...parts.panels] };
}

/** Lists and what floats follow one another; of what there is room for once the first that has something is taken. */
export function joinParts(parts: readonly Partial<ClassParts>[]): ClassParts {
  const first = <Key extends keyof ClassParts>(key: Key, none: ClassParts[Key]): ClassParts[Key] => parts.find((part) => part[key] !== undefined && part[key] !== null)?.[key] ?? none;
  return {
    panels: parts.flatMap((part) => part.panels ?? []),
    tools: parts.flatMap((part) => part.tools ?? []),
    onStage: first('onStage', null),
    stageBar: first('stageBar', null),
    spotlight: first('spotlight', null),
    screen: first('screen', null),
    where: first('where', null),
    row: first('row', null),
    timer: first('timer', null),
    personPart: mergePersonParts(parts),
    abovePeople: first('abovePeople', null),
    overlay: parts.some((part) => part.overlay) ? parts.map((part, index) => <Fragment key={index}>{part.overlay}</Fragment>) : null,
  };
}

/** Each feature may add something at a person's row. */
function mergePersonParts(parts: readonly Partial<ClassParts>[]): ClassParts['personPart'] {
  const makers = parts.flatMap((part) => part.personPart ?? []);
  if (makers.length === 0) return null;
  return (person: RosterEntry): PersonPart => {
    const made = makers.flatMap((make) => make(person) ?? []);
    return {
      badge: made.map((part, index) => <Fragment key={index}>{part.badge}</Fragment>),
      actions: made.flatMap((part) => part.actions ?? []),
    };
  };
}
