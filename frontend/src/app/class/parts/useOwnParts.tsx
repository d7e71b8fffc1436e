import { lazy } from 'react';
import { Award } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './own.module.css';
import type { ClassContext, ClassParts } from './parts';

const OwnGrades = lazy(() => import('@/features/grade/desk/OwnGrades').then((module) => ({ default: module.OwnGrades })));

/** A learner's own scores so far, with what made them. */
export function useOwnParts({ session, me, role }: ClassContext): Partial<ClassParts> {
  const { t } = useTranslation();
  if (role !== 'learner') return {};
  const render = () => (
    // It scrolls, and has nothing in it that takes the focus.
    <div className={styles.own} tabIndex={0} role="region" aria-label={t('desk.ownTab')} data-first-focus>
      <OwnGrades sessionId={session.id} userId={me.userId} live moving />
    </div>
  );
  return { panels: [{ id: 'own', label: t('desk.ownTab'), icon: <Award />, rank: 8, render }] };
}
