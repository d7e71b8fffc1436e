import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PushToTalk } from './pushToTalk';
import { SilentMic } from './silentMic';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const track = (): MediaStreamTrack => Object.create(null);

function setUp() {
  let heard: boolean | null = true;
  const said: boolean[] = [];
  const closed = vi.fn();
  const mic = new SilentMic((silent) => said.push(silent), () => ({ listen: () => heard, dispose: closed }));
  return { mic, said, closed, hear: (value: boolean | null) => (heard = value) };
}

describe('SilentMic', () => {
  it('tells after five seconds without any sound, and takes it back at the first noise', () => {
    const { mic, said, hear } = setUp();
    mic.watch(track());
    vi.advanceTimersByTime(4_900);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(said).toEqual([true]);
    hear(false);
    vi.advanceTimersByTime(500);
    expect(said).toEqual([true, false]);
  });

  it('counts nothing while nothing can be heard', () => {
    const { mic, said, hear } = setUp();
    mic.watch(track());
    vi.advanceTimersByTime(4_000);
    hear(null);
    vi.advanceTimersByTime(60_000);
    hear(true);
    vi.advanceTimersByTime(4_500);
    expect(said).toEqual([]);
  });

  it('watches a track once, and is quiet about it after it was dismissed', () => {
    const { mic, said, closed } = setUp();
    const same = track();
    mic.watch(same);
    vi.advanceTimersByTime(3_000);
    mic.watch(same);
    vi.advanceTimersByTime(2_500);
    expect(said).toEqual([true]);
    mic.dismiss();
    vi.advanceTimersByTime(20_000);
    expect(said).toEqual([true, false]);
    mic.watch(null);
    expect(closed).toHaveBeenCalledTimes(1);
  });
});

describe('PushToTalk', () => {
  it('switches on while held and waits before it switches off', async () => {
    const calls: boolean[] = [];
    let finish: () => void = () => undefined;
    const talk = new PushToTalk({ isOn: () => false, set: (on) => { calls.push(on); return on ? new Promise((done) => { finish = done; }) : Promise.resolve(); } });
    talk.press();
    talk.press();
    const released = talk.release();
    expect(calls).toEqual([true]);
    finish();
    await released;
    expect(calls).toEqual([true, false]);
  });

  it('leaves a microphone that is on alone', async () => {
    const set = vi.fn();
    const talk = new PushToTalk({ isOn: () => true, set });
    talk.press();
    await talk.release();
    expect(set).not.toHaveBeenCalled();
  });
});
