import type { LoginStore } from '@/shared/api/login';
import { assertNever } from '@/shared/assertNever';
import { Emitter } from '@/shared/emitter';
import type { StopReason } from '@/shared/live/closeCodes';
import { SessionSocket } from '@/shared/live/sessionSocket';
import { MediaRoom, type Joins, type MediaRoomDeps, type MediaState } from '@/features/media/mediaRoom';
import type { Outcome } from '@/features/live/EndPage';
import { createFeatures, type Features } from './features';

const sharedJoinMs = 60_000;

export type SocketSide = Pick<SessionSocket, 'subscribe' | 'getSnapshot' | 'start' | 'leave' | 'suspend' | 'dispose' | 'retryNow'>;
export type MediaSide = Pick<MediaRoom, 'subscribe' | 'connect' | 'close' | 'rejoin' | 'takeOver' | 'dispose'> & {
  getSnapshot(): Pick<MediaState, 'connection' | 'closed' | 'lostAt'>;
};

export interface Visit {
  model: ClassModel;
  socket: SessionSocket;
  media: MediaRoom;
  features: Features;
}

interface Visitor {
  login: LoginStore;
  sessionId: string;
  userId: string;
}

/** Everything that one visit needs, over one source of join tokens. */
export function createVisit(joins: Joins, media: Omit<MediaRoomDeps, 'joins'>, visitor: Visitor): Visit {
  const socket = new SessionSocket({ url: async (fresh) => (await joins.get(fresh ? 0 : sharedJoinMs)).events.url });
  const room = new MediaRoom({ ...media, joins });
  socket.onTicket((ticket) => room.follow(ticket));
  socket.subscribe(() => {
    const { status, people } = socket.getSnapshot();
    const own = people.find((person) => person.userId === visitor.userId);
    if (status === 'open' && own) room.shouldBe(own.room);
  });
  return { model: new ClassModel(socket, room), socket, media: room, features: createFeatures(socket, visitor) };
}

/**
 * One visit to a class: the media room and the session socket, and what ends
 * the visit. Each may end it; the other is then closed too.
 */
export class ClassModel {
  private readonly socket: SocketSide;
  private readonly media: MediaSide;
  private outcome: Outcome | null = null;
  private readonly emitter = new Emitter();
  private readonly unsubscribe: (() => void)[];

  constructor(socket: SocketSide, media: MediaSide) {
    this.socket = socket;
    this.media = media;
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
    // The room forgets that it was closed before anything here looks at it again.
    void this.media.takeOver();
    this.socket.start();
    this.emitter.emit();
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
