import { afterEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';
import type { Dial, LinkEvents } from './docLink';
import { readDoc } from './readDoc';

afterEach(() => vi.useRealTimers());

function setUp() {
  const lines: { doc: Doc; events: LinkEvents; closed: number }[] = [];
  const dial: Dial = (_, doc, events) => {
    const line = { doc, events, closed: 0 };
    lines.push(line);
    return { awareness: new Awareness(doc), connect: () => undefined, close: () => (line.closed += 1) };
  };
  const abort = new AbortController();
  const read = readDoc('wss://class.example/ws/boards/n-1?token=t', dial, abort.signal);
  const outcome = read.then(() => 'read', (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error));
  const line = () => {
    const [first] = lines;
    if (!first) throw new Error('nobody has dialled');
    return first;
  };
  return { read, outcome, abort, line };
}

describe('reading once', () => {
  it('gives what is there and hangs up, once', async () => {
    const { read, line } = setUp();
    line().doc.getText('x').insert(0, 'words');
    line().events.synced();
    line().events.stopped(4500);
    expect((await read).doc.getText('x').toJSON()).toBe('words');
    expect(line().closed).toBe(1);
  });

  it('outlives a lost connection', async () => {
    const { outcome, line } = setUp();
    line().events.lost();
    line().events.synced();
    expect(await outcome).toBe('read');
  });

  it('says where it may not be read', async () => {
    const { outcome, line } = setUp();
    line().events.stopped(4504);
    expect(await outcome).toBe('forbidden');
    expect(line().closed).toBe(1);
  });

  it('has no endless patience, and none where nobody wants it any more', async () => {
    vi.useFakeTimers();
    const slow = setUp();
    vi.advanceTimersByTime(20_000);
    expect(await slow.outcome).toBe('offline');
    const gone = setUp();
    gone.abort.abort();
    expect(await gone.outcome).toMatchObject({ name: 'AbortError' });
    expect([slow.line().closed, gone.line().closed]).toEqual([1, 1]);
  });

  it('does not begin for somebody who has gone already', async () => {
    const dial = vi.fn<Dial>();
    await expect(readDoc('wss://class.example/ws/boards/n-1?token=t', dial, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(dial).not.toHaveBeenCalled();
  });
});
