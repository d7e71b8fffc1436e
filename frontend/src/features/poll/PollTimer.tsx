import { Timer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/shared/ui/Chip';
import { useSecondsLeft } from './usePolls';

/** How long a poll is still open. Not read out each second: it is there for whoever looks. */
export function PollTimer({ endsAt, clockOffsetMs }: { endsAt: string | null; clockOffsetMs: () => number }) {
  const { t } = useTranslation();
  const left = useSecondsLeft(endsAt, clockOffsetMs);
  if (left === null) return null;
  const digits = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return (
    <Chip tone={left <= 10 ? 'warn' : 'neutral'} icon={<Timer size={14} aria-hidden="true" />}>
      <span className="srOnly">{t('poll.timeLeft')}</span> <span role="timer">{digits}</span>
    </Chip>
  );
}
