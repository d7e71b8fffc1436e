import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';

function digits(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long it has been, counted each second; in words for screen readers, which are not told of each second. */
export function Waiting({ since, serverNow, text }: { since: string; serverNow: () => number; text: 'hand.waiting' | 'hand.speakingFor' }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1_000);
    return () => clearInterval(timer);
  }, [serverNow]);
  const ms = now - Date.parse(since);
  return (
    <>
      <span className="numeric" aria-hidden="true">
        {digits(ms)}
      </span>
      <span className="srOnly">{t(text, { time: format.duration(ms / 1_000) })}</span>
    </>
  );
}
