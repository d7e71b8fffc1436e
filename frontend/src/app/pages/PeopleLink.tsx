import { Link } from '@tanstack/react-router';
import { ClipboardCheck, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@/shared/api/types';
import { buttonClass } from '@/shared/ui/Button';

/** Leads staff to who is of a class, and learners to what it has of themselves. */
export function PeopleLink({ me, classroomId }: { me: Me; classroomId: string }) {
  const { t } = useTranslation();
  if (me.permissions.includes('roster.read')) {
    return (
      <Link to="/c/$classroomId/people" params={{ classroomId }} className={buttonClass({})}>
        <Users size={18} aria-hidden="true" />
        {t('people.title')}
      </Link>
    );
  }
  if (me.role !== 'learner' || !me.permissions.includes('attendance.read_own')) return null;
  return (
    <Link to="/c/$classroomId/people/$userId" params={{ classroomId, userId: me.userId }} className={buttonClass({})}>
      <ClipboardCheck size={18} aria-hidden="true" />
      {t('lobby.ownRecord')}
    </Link>
  );
}
