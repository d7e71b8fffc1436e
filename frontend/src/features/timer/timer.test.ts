import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countdown, parseMinutes, readDraft } from './timer';
import { leftOf, TimerModel, type TimerNews } from './timerModel';
import type { Timer } from './wire';

const start = Date.parse('2026-03-02T10:00:00.000Z');
/** This computer's clock is five minutes behind. */
const behind = 300_000;
const running = (seconds: number, change: Partial<Timer> = {}): Timer => ({ timerId: 't1', label: '', state: 'running', totalMs: seconds * 1_000, leftMs: null, endsAt: new Date(start + seconds * 1_000).toISOString(), ...change });

beforeEach(() => {
  vi.useFakeTimers({ now: start - behind });
});
afterEach(() => {
  vi.useRealTimers();
});

function setup() {
  const command = vi.fn(() => Promise.resolve(undefined));
  const model = new TimerModel({ command }, () => Date.now() + behind);
  const news: TimerNews[] = [];
  model.onNews((one) => news.push(one));
  model.slice.snapshot({ timer: null });
  const hear = (timer: Timer | null, type = 'stage.timer') => model.slice.event({ type, offset: 1, timer });
  const said = () => news.splice(0).map((one) => (one.type === 'left' ? `left ${String(one.seconds)}` : one.type));
  const left = () => {
    const timer = model.getSnapshot();
    return timer && leftOf(timer, model.serverNow());
  };
  return { model, command, hear, said, left };
}

describe('TimerModel', () => {
  it('counts by the server’s clock, warns twice, and ends when the server says so', () => {
    const { hear, said, left } = setup();
    hear(running(90));
    expect([left(), said()]).toEqual([90_000, ['started']]);
    vi.advanceTimersByTime(30_000);
    expect([left(), said()]).toEqual([60_000, ['left 60']]);
    vi.advanceTimersByTime(50_000);
    expect([left(), said()]).toEqual([10_000, ['left 10']]);
    vi.advanceTimersByTime(11_000);
    expect([left(), said()]).toEqual([0, []]);
    hear(running(90, { state: 'ended' }), 'stage.timer_ended');
    expect(said()).toEqual(['ended']);
  });

  it('doesn’t warn of what was just chosen', () => {
    const { hear, said } = setup();
    hear(running(60));
    vi.advanceTimersByTime(49_000);
    expect(said()).toEqual(['started']);
    vi.advanceTimersByTime(1_000);
    expect(said()).toEqual(['left 10']);
  });

  it('is still while it is paused', () => {
    const { hear, said, left } = setup();
    hear(running(90));
    hear(running(90, { state: 'paused', leftMs: 70_000, endsAt: null }));
    vi.advanceTimersByTime(600_000);
    expect([left(), said()]).toEqual([70_000, ['started', 'paused']]);
    hear(running(90, { endsAt: new Date(start + 670_000).toISOString() }));
    vi.advanceTimersByTime(10_000);
    expect([left(), said()]).toEqual([60_000, ['resumed', 'left 60']]);
    hear(null);
    vi.advanceTimersByTime(600_000);
    expect([left(), said()]).toEqual([null, ['stopped']]);
  });

  it('tells a late joiner no news, but the warnings to come', () => {
    const { model, said } = setup();
    model.slice.snapshot({ timer: running(70) });
    expect(said()).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(said()).toEqual(['left 60']);
    model.slice.reset?.();
    vi.advanceTimersByTime(600_000);
    expect(said()).toEqual([]);
  });

  it('says each command as the server takes it', async () => {
    const { model, command } = setup();
    await model.start(90, '');
    await model.start(300, 'Groups');
    await model.pause();
    await model.resume();
    await model.add(60);
    await model.stop();
    expect(command.mock.calls).toEqual([['stage.timer_start', { seconds: 90 }], ['stage.timer_start', { seconds: 300, label: 'Groups' }], ['stage.timer_pause'], ['stage.timer_resume'], ['stage.timer_add', { seconds: 60 }], ['stage.timer_stop']]);
  });
});

describe('what was typed', () => {
  it.each([
    ['7', 7],
    [' 2,5 ', 2.5],
    ['٣', 3],
    ['۱٫۵', 1.5],
    ['', null],
    ['five', null],
    ['-1', null],
    ['1e3', null],
  ])('%j is %j minutes', (text, minutes) => {
    expect(parseMinutes(text)).toBe(minutes);
  });

  it.each([
    [{ minutes: '1.5', label: ' Groups ' }, { seconds: 90, label: 'Groups' }],
    [{ minutes: 'x', label: '' }, 'number'],
    [{ minutes: '0.05', label: '' }, 'range'],
    [{ minutes: '241', label: '' }, 'range'],
    [{ minutes: '1', label: '🎉'.repeat(80) }, { seconds: 60, label: '🎉'.repeat(80) }],
    [{ minutes: '1', label: '🎉'.repeat(81) }, 'label'],
  ])('%j is read', (draft, read) => {
    expect(readDraft(draft)).toEqual(read);
  });

  it.each([
    [0, '0:00'],
    [1, '0:01'],
    [60_000, '1:00'],
    [59_001, '1:00'],
    [3_725_000, '1:02:05'],
  ])('%d ms are %s', (ms, text) => {
    expect(countdown(ms)).toBe(text);
  });
});
