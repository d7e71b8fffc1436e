import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '@/shared/ui/Loading';
import type { BoardProps } from './props';

const BoardView = lazy(() => import('./BoardView').then((module) => ({ default: module.BoardView })));

/** The board of a class. It is fetched when it is opened for the first time. */
export function BoardPanel(props: BoardProps) {
  const { t } = useTranslation();
  return (
    <Suspense fallback={<Loading label={t('common.loading')} />}>
      <BoardView {...props} />
    </Suspense>
  );
}
