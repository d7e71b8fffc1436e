import type { ClassParts, Tool } from '../parts/parts';
import type { SidePanel, SideState } from '../side/sidePanel';

/** The buttons of the bar: what features do first, then one for each panel. */
export function barOf({ tools, panels }: Pick<ClassParts, 'tools' | 'panels'>, state: SideState, side: SidePanel): Tool[] {
  const buttons = panels.map(({ id, label, icon, badge, quiet, letter, rank }): Tool => {
    const pressed = state.shown && state.tab === id;
    return { id, label, icon, badge: pressed && !quiet ? null : badge, quiet, letter, rank, pressed, onPress: () => side.toggle(id) };
  });
  return [...tools, ...buttons];
}
