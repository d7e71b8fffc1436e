import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '@/shared/ui/Loading';
import type { NoteProps } from './props';

const NoteView = lazy(() => import('./NoteView').then((module) => ({ default: module.NoteView })));

/** The shared notes of a class. The editor is fetched when the panel is opened for the first time. */
export function NotePanel(props: NoteProps) {
  const { t } = useTranslation();
  return (
    <Suspense fallback={<Loading label={t('common.loading')} />}>
      <NoteView {...props} />
    </Suspense>
  );
}
