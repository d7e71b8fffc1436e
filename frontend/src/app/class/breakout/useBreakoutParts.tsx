import { lazy, useEffect, useSyncExternalStore } from 'react';
import { Boxes, LifeBuoy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useTry } from '@/shared/ui/useTry';
import type { ClassContext, ClassParts } from '../parts/parts';

const BreakoutRow = lazy(() => import('./BreakoutRow').then((module) => ({ default: module.BreakoutRow })));
const GroupsPanel = lazy(() => import('./BreakoutRow').then((module) => ({ default: module.Groups })));

const never = () => () => undefined;
const nothing = () => null;

/** The breakouts as everybody sees them: a row that says where one is, the groups as a tab, and the way to call for help. */
export function useBreakoutParts(context: ClassContext): Partial<ClassParts> {
  const { visit, place, role } = context;
  const { breakout } = visit.features;
  const { t } = useTranslation();
  const attempt = useTry();
  const model = useSyncExternalStore(breakout.subscribe, breakout.getSnapshot);
  const state = useSyncExternalStore(model?.subscribe ?? never, model?.getSnapshot ?? nothing);
  useOwnBoard(context);
  if (!model || !state?.breakouts.some(({ phase }) => phase !== 'planned')) return {};
  const group = model.group(place);
  const called = Boolean(group?.helpAt);
  return {
    where: group?.name ?? null,
    row: <BreakoutRow context={context} model={model} />,
    // In a group a raised hand would be seen by nobody.
    tools: group && role === 'learner' ? [{ id: 'hand', label: called ? t('breakout.helpCalled') : t('breakout.help'), icon: <LifeBuoy />, letter: 'H', rank: 1, pressed: called, onPress: () => void attempt(model.help(!called)) }] : [],
    panels: [{ id: 'groups', label: t('breakout.groups'), icon: <Boxes />, rank: 7, render: () => <GroupsPanel context={context} model={model} /> }],
    personPart: (person) => (person.room === place ? null : { badge: <small>{person.room === 'main' ? t('breakout.main') : model.group(person.room)?.name}</small> }),
  };
}

/** In a group its board is what one works at; what is on the stage of the main room doesn't reach there. */
function useOwnBoard({ visit, place }: ClassContext) {
  const { board, stage } = visit.features;
  const grouped = place !== 'main';
  useEffect(() => stage.model.setElsewhere(grouped), [stage, grouped]);
  useEffect(() => {
    if (!grouped) return;
    board.model.setOpen(true);
    return () => board.model.setOpen(false);
  }, [board, grouped]);
}
