import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Learner } from './analyticsApi';

const icons = { up: ArrowUp, down: ArrowDown, steady: ArrowRight };

/** The last three classes against those before. */
export function Trend({ trend }: { trend: Learner['trend'] }) {
  const { t } = useTranslation('analytics');
  if (trend === '') return null;
  const Icon = icons[trend];
  return (
    <>
      <Icon size={14} aria-hidden="true" className={trend === 'steady' ? 'mirrorRtl' : undefined} />
      <span className="srOnly">{t(`trend.${trend}`)}</span>
    </>
  );
}
