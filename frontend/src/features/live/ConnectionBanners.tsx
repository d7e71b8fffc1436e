import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '@/shared/live/sessionSocket';
import { Button } from '@/shared/ui/Button';
import { Banner } from './Banner';
import { useElapsed } from './useElapsed';

const offerAfterMs = 10_000;

interface Props {
  live: Pick<LiveState, 'status' | 'lostAt' | 'media'>;
  /** How many things that the person did have not reached the server yet. */
  waiting?: number;
  mediaLostAt: number | null;
  mediaConnecting: boolean;
  onRejoin: () => void;
}

/** Says what is gone, what still works, and after ten seconds offers to try at once. */
export function ConnectionBanners({ live, waiting = 0, mediaLostAt, mediaConnecting, onRejoin }: Props) {
  const { t } = useTranslation();
  const liveLost = live.status === 'reconnecting';
  const lostAt = earlier(mediaLostAt, liveLost ? live.lostAt : null);
  const waited = useElapsed(lostAt);
  const key = bannerKey(liveLost, mediaLostAt !== null, live.media === 'down', mediaConnecting);
  if (!key) return null;
  const action = waited >= offerAfterMs && (
    <Button size="small" onClick={onRejoin}>
      {t('connection.rejoin')}
    </Button>
  );
  return (
    <Banner tone={key === 'connecting' ? 'info' : 'warn'} icon={<RefreshCw size={18} aria-hidden="true" />} action={action}>
      {t(`connection.${key}`)}
      {liveLost && waiting > 0 && ` ${t('connection.waiting', { count: waiting })}`}
    </Banner>
  );
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

export function bannerKey(liveLost: boolean, mediaLost: boolean, mediaDown: boolean, connecting: boolean) {
  if (liveLost && mediaLost) return 'bothLost';
  if (liveLost) return 'liveLost';
  if ((mediaLost || connecting) && mediaDown) return 'mediaDown';
  if (mediaLost) return 'mediaLost';
  return connecting ? 'connecting' : null;
}
