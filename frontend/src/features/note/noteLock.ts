import * as v from 'valibot';
import { Emitter } from '@/shared/emitter';
import { decodedSlice, type Slice } from '@/shared/live/slices';

export interface NoteLockState {
  /** The class has notes; false until the first welcome. */
  ready: boolean;
  /** Only staff write. */
  locked: boolean;
}

interface NoteSession {
  command(type: string, body?: object): Promise<unknown>;
  slice(name: string, slice: Slice): () => void;
}

/** What the live stream says of the notes; their text has a connection of its own. */
export class NoteLock {
  private state: NoteLockState = { ready: false, locked: false };
  private readonly emitter = new Emitter();
  readonly dispose: () => void;

  constructor(private readonly session: NoteSession) {
    this.dispose = session.slice(
      'note',
      decodedSlice({
        state: v.object({ boardId: v.string(), locked: v.boolean() }),
        events: v.variant('type', [v.object({ type: v.literal('note.locked'), locked: v.boolean() })]),
        onSnapshot: ({ locked }) => this.set(locked),
        onEvent: ({ locked }) => this.set(locked),
      }),
    );
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): NoteLockState => this.state;

  lock(locked: boolean): Promise<unknown> {
    return this.session.command('note.lock', { locked });
  }

  private set(locked: boolean): void {
    this.state = { ready: true, locked };
    this.emitter.emit();
  }
}
