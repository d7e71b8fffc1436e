import { lazy, useState, useSyncExternalStore } from 'react';
import { Split } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useTry } from '@/shared/ui/useTry';
import type { Badge, ClassContext, ClassParts } from '../parts/parts';

const BreakoutStaff = lazy(() => import('./BreakoutStaff').then((module) => ({ default: module.BreakoutStaff })));
const BreakoutWall = lazy(() => import('./BreakoutWall').then((module) => ({ default: module.BreakoutWall })));

export type StaffView = 'none' | 'plan' | 'wall';

/** Breakouts for those who teach: a button that opens the plan, and the wall of all groups once there are some. */
export function useBreakoutStaffParts(context: ClassContext): Partial<ClassParts> {
  const { breakout, board } = context.visit.features;
  const { t } = useTranslation();
  const attempt = useTry();
  const model = useSyncExternalStore(breakout.subscribe, breakout.getSnapshot);
  const [view, setView] = useState<StaffView>('none');
  const [badge, setBadge] = useState<Badge | null>(null);
  if (context.role !== 'instructor' && context.role !== 'assistant') return {};
  const show = (next: StaffView) => {
    if (next === 'wall') board.model.setOpen(false);
    setView(next);
  };
  const press = async () => {
    if (view !== 'none') show('none');
    else if (await attempt(breakout.load())) show(breakout.getSnapshot()?.getSnapshot().breakouts.some(({ phase }) => phase !== 'planned') ? 'wall' : 'plan');
  };
  return {
    tools: [{ id: 'breakout', label: t('breakout.title'), icon: <Split />, rank: 5, badge, pressed: view === 'wall', onPress: () => void press() }],
    onStage: model && view === 'wall' ? <BreakoutWall context={context} model={model} onView={show} /> : null,
    overlay: model && <BreakoutStaff context={context} model={model} view={view} onView={show} onPlanned={() => setView((now) => (now === 'plan' ? 'none' : now))} onBadge={setBadge} />,
  };
}
