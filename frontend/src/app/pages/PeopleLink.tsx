import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';

/** Leads staff to who is of a class. */
export function PeopleLink({ classroomId }: { classroomId: string }) {
  const { t } = useTranslation();
  return (
    <Link to="/c/$classroomId/people" params={{ classroomId }} className={buttonClass({})}>
      <Users size={18} aria-hidden="true" />
      {t('people.title')}
    </Link>
  );
}
