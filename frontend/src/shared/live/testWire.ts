import { vi } from 'vitest';
import type { SocketLike } from './connection';
import { SessionSocket, type SocketDeps } from './sessionSocket';

/** One end of a connection, for tests: what was sent, and what the server says. */
export class Wire implements SocketLike {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly sent: string[] = [];
  closed: number | undefined;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  send(text: string) {
    this.sent.push(text);
  }
  close(code?: number) {
    this.closed = code;
  }
  hear(...frames: unknown[]) {
    for (const frame of frames) this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
  drop(code: number) {
    this.onclose?.(new CloseEvent('close', { code }));
  }
  /** What was sent, without beats. */
  commands(): unknown[] {
    return this.sent.filter((text) => text !== '{"type":"beat"}').map((text): unknown => JSON.parse(text));
  }
}

export const ana = { userId: 'ana', name: 'Ana', role: 'learner', joinedAt: '2026-03-02T10:00:00.000Z', device: 'phone', away: false, room: 'main' };
const session = { id: 's', classroomId: 'c', title: 'T', state: 'live', startedAt: '2026-03-02T10:00:00.000Z', endedAt: null, endReason: null };

export function welcome(people: unknown[] = [ana], change: object = {}) {
  return {
    type: 'welcome',
    epoch: 'e1',
    offset: 1,
    resumed: false,
    serverTime: '2026-03-02T10:00:05.000Z',
    beatSeconds: 2,
    session,
    you: { userId: 'ana', role: 'learner', connectionId: 'k' },
    people,
    media: 'up',
    state: {},
    ...change,
  };
}

export function resumed(offset: number) {
  return welcome([], { offset, resumed: true, people: undefined, state: undefined });
}

export function setup(url: (fresh: boolean) => Promise<string> = () => Promise.resolve('ws://x/s?token=t'), deps: Partial<SocketDeps> = {}) {
  const wires: Wire[] = [];
  const asked: boolean[] = [];
  let ids = 0;
  const socket = new SessionSocket({
    url: (fresh) => {
      asked.push(fresh);
      return url(fresh);
    },
    open: (address) => {
      const wire = new Wire(address);
      wires.push(wire);
      return wire;
    },
    random: () => 0,
    newId: () => `id-${++ids}`,
    device: 'desktop',
    ...deps,
  });
  const last = () => {
    const wire = wires[wires.length - 1];
    if (!wire) throw new Error('no connection was opened');
    return wire;
  };
  return { socket, wires, asked, last };
}

export async function opened(kit = setup(), frame: unknown = welcome()) {
  kit.socket.start();
  await vi.advanceTimersByTimeAsync(0);
  kit.last().hear(frame);
  return kit;
}

/** Drops the connection and waits until the next one is dialled. */
export async function redialled(kit: ReturnType<typeof setup>, code = 1006) {
  kit.last().drop(code);
  await vi.advanceTimersByTimeAsync(200);
  return kit.last();
}
