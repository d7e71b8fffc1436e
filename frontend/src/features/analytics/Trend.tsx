import { MoveRight, TrendingDown, TrendingUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Learner } from './analyticsApi';

const icons = { up: TrendingUp, down: TrendingDown, steady: MoveRight };

/** The last three classes against those before. */
export function Trend({ trend }: { trend: Learner['trend'] }) {
  const { t } = useTranslation('analytics');
  if (trend === '') return null;
  const Icon = icons[trend];
  return (
    <>
      <Icon size={14} aria-hidden="true" className="mirrorRtl" />
      <span className="srOnly">{t(`trend.${trend}`)}</span>
    </>
  );
}
