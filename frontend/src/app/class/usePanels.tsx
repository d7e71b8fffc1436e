import type { ClassContext, ClassParts } from './parts';
import { usePeopleSide } from './usePeopleSide';

/**
 * What the features bring to the class page. Each has a hook of its own here in
 * app/class that returns its part, and one line in the list; the order of the
 * list is the order of tabs and buttons.
 */
export function usePanels(context: ClassContext): ClassParts {
  const parts = joinParts([]);
  const people = usePeopleSide(context, parts);
  return { ...parts, panels: [people, ...parts.panels] };
}

/** Lists follow one another; of what there is room for once the first that has something is taken. */
export function joinParts(parts: readonly Partial<ClassParts>[]): ClassParts {
  const first = <Key extends keyof ClassParts>(key: Key, none: ClassParts[Key]): ClassParts[Key] => parts.find((part) => part[key] !== undefined && part[key] !== null)?.[key] ?? none;
  return {
    panels: parts.flatMap((part) => part.panels ?? []),
    tools: parts.flatMap((part) => part.tools ?? []),
    onStage: first('onStage', null),
    spotlight: first('spotlight', null),
    timer: first('timer', null),
    personPart: first('personPart', null),
    abovePeople: first('abovePeople', null),
    overlay: first('overlay', null),
  };
}
