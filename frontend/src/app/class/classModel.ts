import type { JoinSource } from '@/shared/api/joinSource';
import { assertNever } from '@/shared/assertNever';
import { Emitter } from '@/shared/emitter';
import type { StopReason } from '@/shared/live/closeCodes';
import { SessionSocket } from '@/shared/live/sessionSocket';
import { MediaRoom, type MediaRoomDeps } from '@/features/media/mediaRoom';
import type { Outcome } from '@/features/live/EndPage';

const sharedJoinMs = 60_000;

export interface ClassDeps {
  joins: Pick<JoinSource, 'get'>;
  media: Omit<MediaRoomDeps, 'joins'>;
  socket?: SessionSocket;
  room?: MediaRoom;
}

/**
 * One visit to a class: the media room and the session socket, and what ends
 * the visit. Each may end it; the other is then closed too.
 */
export class ClassModel {
  readonly media: MediaRoom;
  readonly socket: SessionSocket;
  private outcome: Outcome | null = null;
  private readonly emitter = new Emitter();
  private readonly unsubscribe: (() => void)[];

  constructor(deps: ClassDeps) {
    this.socket =
      deps.socket ?? new SessionSocket({ url: async (fresh) => (await deps.joins.get(fresh ? 0 : sharedJoinMs)).events.url });
    this.media = deps.room ?? new MediaRoom({ ...deps.media, joins: deps.joins });
    this.unsubscribe = [this.socket.subscribe(() => this.follow()), this.media.subscribe(() => this.follow())];
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): Outcome | null => this.outcome;

  start(): void {
    this.socket.start();
    this.media.connect();
  }

  leave(): void {
    this.finish('left');
  }

  /** This person just ended class for everyone; the server's own word may come a moment later. */
  ended(): void {
    this.finish('ended');
  }

  rejoin(): void {
    this.socket.retryNow();
    if (this.media.getSnapshot().lostAt !== null) void this.media.rejoin();
  }

  /** This tab takes the class back from the other one. */
  takeOver(): void {
    this.outcome = null;
    this.emitter.emit();
    this.socket.start();
    void this.media.takeOver();
  }

  dispose(): void {
    for (const off of this.unsubscribe) off();
    this.socket.dispose();
    this.media.dispose();
  }

  private follow(): void {
    if (this.outcome) return;
    const stopped = this.socket.getSnapshot().stopped;
    if (stopped) {
      this.finish(outcomeOf(stopped));
      return;
    }
    const { connection, closed } = this.media.getSnapshot();
    if (connection === 'closed' && closed) this.finish(closed);
  }

  private finish(outcome: Outcome): void {
    if (this.outcome) return;
    this.outcome = outcome;
    // In the other tab the person is still there: no goodbye, and this tab may come back.
    if (outcome === 'duplicate') this.socket.suspend(false);
    else if (outcome === 'left') this.socket.leave();
    else this.socket.dispose();
    this.media.close(outcome);
    this.emitter.emit();
  }
}

function outcomeOf(reason: StopReason): Outcome {
  switch (reason) {
    case 'ended':
    case 'expired':
    case 'removed':
    case 'refused':
      return reason;
    case 'forbidden':
      return 'refused';
    default:
      return assertNever(reason);
  }
}
