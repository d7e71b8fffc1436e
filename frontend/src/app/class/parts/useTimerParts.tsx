import { lazy, useState, useSyncExternalStore } from 'react';
import { Timer as TimerIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useTimerNews } from '@/features/timer/useTimer';
import type { ClassContext, ClassParts } from './parts';

const TimerChip = lazy(() => import('@/features/timer/TimerChip').then((module) => ({ default: module.TimerChip })));
const TimerDialog = lazy(() => import('@/features/timer/TimerDialog').then((module) => ({ default: module.TimerDialog })));

/** The timer: in the header for all, and for staff the button that starts one. */
export function useTimerParts({ visit, role }: ClassContext): Partial<ClassParts> {
  const { timer } = visit.features;
  const { t } = useTranslation();
  const [starting, setStarting] = useState(false);
  const teaches = role === 'instructor' || role === 'assistant';
  const runs = useSyncExternalStore(timer.subscribe, timer.getSnapshot) !== null;
  useTimerNews(timer);
  return {
    tools: teaches ? [{ id: 'timer', label: t('timer.start'), icon: <TimerIcon />, rank: 6, onPress: () => setStarting(true) }] : [],
    timer: (
      <>
        {runs && <TimerChip model={timer} manages={teaches} />}
        {teaches && starting && <TimerDialog model={timer} isOpen={starting} onClose={() => setStarting(false)} />}
      </>
    ),
  };
}
