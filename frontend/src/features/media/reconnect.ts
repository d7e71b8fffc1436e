import { DisconnectReason, type ReconnectContext, type ReconnectPolicy } from 'livekit-client';
import { codeOf } from '@/shared/api/apiError';

export type Closed = 'left' | 'duplicate' | 'removed' | 'ended' | 'expired' | 'full' | 'early' | 'refused';

const delays = [200, 500, 1_000, 1_500, 2_000];
const giveUpAfterMs = 12_000;

/**
 * How long the media library tries by itself. It gives up early, because after
 * that we connect anew with a fresh token, which also works when the media
 * server has forgotten the room.
 */
export class QuickReconnect implements ReconnectPolicy {
  private readonly random: () => number;

  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  nextRetryDelayInMs({ retryCount, elapsedMs }: ReconnectContext): number | null {
    if (elapsedMs > giveUpAfterMs) return null;
    const base = delays[Math.min(retryCount, delays.length - 1)] ?? 2_000;
    return Math.round(base * (0.75 + 0.5 * this.random()));
  }
}

/** Null means: connect again; asking for a fresh join token finds out whether that is still allowed. */
export function closedBy(reason: DisconnectReason | undefined): Closed | null {
  return reason === DisconnectReason.DUPLICATE_IDENTITY ? 'duplicate' : null;
}

/** Whether a refused join token ends the matter; null means: try later. */
export function closedByJoin(error: unknown): Closed | null {
  switch (codeOf(error)) {
    case 'session_ended':
      return 'ended';
    case 'unauthorized':
      return 'expired';
    case 'forbidden':
      return 'removed';
    case 'room_full':
      return 'full';
    case 'too_early':
      return 'early';
    case 'not_found':
    case 'invalid':
      return 'refused';
    default:
      return null;
  }
}
