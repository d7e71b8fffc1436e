import { Awareness } from 'y-protocols/awareness';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DocAddress } from './address';
import type { Dial, LinkEvents } from './docLink';
import { DocModel } from './docModel';

interface Line {
  address: DocAddress;
  events: LinkEvents;
  again: DocAddress[];
  closed: boolean;
}

function setUp(answers: (string | Error)[] = []) {
  const lines: Line[] = [];
  const dial: Dial = (address, doc, events) => {
    const line: Line = { address, events, again: [], closed: false };
    lines.push(line);
    return { awareness: new Awareness(doc), connect: (next) => line.again.push(next), close: () => (line.closed = true) };
  };
  let asked = 0;
  const address = () => {
    const answer = answers[asked++] ?? `wss://class.example/base/ws/boards/n-1?token=t${asked}`;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  let now = 0;
  const model = new DocModel(address, dial, () => now);
  return { model, lines, line: () => lines[lines.length - 1], wait: (ms: number) => (now += ms) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('opening', () => {
  it('connects to the address and is ready once both sides have the same', async () => {
    const { model, line } = setUp();
    await model.open();
    expect(line()?.address).toEqual({ server: 'wss://class.example/base/ws/boards', doc: 'n-1', params: { token: 't1' } });
    expect(model.getSnapshot()).toMatchObject({ phase: 'opening', online: false });
    line()?.events.synced();
    expect(model.getSnapshot()).toMatchObject({ phase: 'ready', online: true });
    line()?.events.lost();
    expect(model.getSnapshot()).toMatchObject({ phase: 'ready', online: false });
  });

  it('says that it has failed, and can try again', async () => {
    const { model, lines } = setUp([new Error('no')]);
    await model.open();
    expect(model.getSnapshot().phase).toBe('failed');
    await model.open();
    expect(lines).toHaveLength(1);
  });

  it('forgets an address that comes after the panel was closed', async () => {
    const { model, lines } = setUp();
    const opening = model.open();
    model.release();
    await opening;
    expect(lines).toHaveLength(0);
  });
});

describe('what the server closes', () => {
  it.each([[4500, 'ended'], [4503, 'removed'], [4504, 'forbidden'], [4506, 'refused']] as const)('stops at %i: %s', async (code, stop) => {
    const { model, line } = setUp();
    await model.open();
    line()?.events.synced();
    line()?.events.stopped(code);
    expect(model.getSnapshot()).toMatchObject({ phase: 'stopped', online: false, stop });
  });

  it('fetches a new token once where the old one has expired', async () => {
    const { model, line, wait } = setUp();
    await model.open();
    line()?.events.stopped(4501);
    await settled();
    expect(line()?.again.map((a) => a.params['token'])).toEqual(['t2']);
    expect(model.getSnapshot().phase).toBe('opening');
    line()?.events.stopped(4501);
    await settled();
    expect(model.getSnapshot()).toMatchObject({ phase: 'stopped', stop: 'expired' });
    expect(line()?.again).toHaveLength(1);
    wait(60_000);
  });
});

describe('what may not be written', () => {
  it('takes the copy of the server where something was refused', async () => {
    const { model, lines, line } = setUp();
    await model.open();
    line()?.events.synced();
    const before = model.getSnapshot().copy;
    before?.doc.getText('text').insert(0, 'mine alone');
    line()?.events.refused('');
    const after = model.getSnapshot();
    expect(lines.map((l) => l.closed)).toEqual([true, false]);
    expect(after.copy?.id).not.toBe(before?.id);
    expect(after.copy?.doc.getText('text').toString()).toBe('');
    expect(after.phase).toBe('ready');
    lines[0]?.events.lost();
    lines[1]?.events.synced();
    expect(model.getSnapshot().online).toBe(true);
  });

  it('tells why, once the copy is gone', async () => {
    const { model, line } = setUp();
    await model.open();
    line()?.events.synced();
    const before = model.getSnapshot().copy?.id;
    const told: [string, boolean][] = [];
    const off = model.onRefused((reason) => told.push([reason, model.getSnapshot().copy?.id === before]));
    line()?.events.refused('the page is locked');
    off();
    line()?.events.refused('not heard');
    expect(told).toEqual([['the page is locked', false]]);
  });

  it('stops where it is refused again and again', async () => {
    const { model, lines, line } = setUp();
    await model.open();
    for (let i = 0; i < 4; i++) line()?.events.refused('');
    expect(lines).toHaveLength(4);
    expect(lines.every((l) => l.closed)).toBe(true);
    expect(model.getSnapshot()).toMatchObject({ phase: 'stopped', stop: 'forbidden' });
  });

  it('keeps the copy at a lock while it is online, and not what was written offline', async () => {
    const { model, lines, line } = setUp();
    await model.open();
    line()?.events.synced();
    model.lockedOut();
    expect(lines).toHaveLength(1);
    line()?.events.lost();
    model.lockedOut();
    expect(lines.map((l) => l.closed)).toEqual([true, false]);
  });
});

describe('closing the panel', () => {
  afterEach(() => vi.useRealTimers());

  it('ends the connection', async () => {
    const { model, line } = setUp();
    await model.open();
    line()?.events.synced();
    model.release();
    expect(line()?.closed).toBe(true);
    expect(model.getSnapshot()).toMatchObject({ phase: 'opening', copy: null });
  });

  it('first brings to the server what was written offline', async () => {
    vi.useFakeTimers();
    const { model, line } = setUp();
    await model.open();
    line()?.events.synced();
    line()?.events.lost();
    model.release();
    expect(line()?.closed).toBe(false);
    line()?.events.synced();
    vi.advanceTimersByTime(2_000);
    expect(line()?.closed).toBe(true);
  });

  it('gives up after a while', async () => {
    vi.useFakeTimers();
    const { model, line } = setUp();
    await model.open();
    model.release();
    expect(line()?.closed).toBe(false);
    vi.advanceTimersByTime(121_000);
    expect(line()?.closed).toBe(true);
  });
});
