import { Link } from '@tanstack/react-router';
import { ChartColumn } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@/shared/api/types';
import { buttonClass } from '@/shared/ui/Button';

/** The way to what the classes of a term came to, for those who may see it. */
export function AnalyticsLink({ me, classroomId }: { me: Me; classroomId: string }) {
  const { t } = useTranslation();
  if (!me.permissions.includes('analytics.read')) return null;
  return (
    <Link to="/c/$classroomId/analytics" params={{ classroomId }} className={buttonClass({})}>
      <ChartColumn size={18} aria-hidden="true" />
      {t('lobby.analytics')}
    </Link>
  );
}
