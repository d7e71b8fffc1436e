import { describe, expect, it, vi } from 'vitest';
import { shared } from './stage';
import { looksAtStage, StageModel, type StageNews } from './stageModel';

const empty = { stage: { kind: 'none' }, follow: true, layout: 'gallery', timer: null };

function setup(snapshot: object = empty) {
  const command = vi.fn(() => Promise.resolve(undefined));
  const model = new StageModel({ command });
  const news: StageNews[] = [];
  model.onNews((one) => news.push(one));
  model.slice.snapshot(snapshot);
  const hear = (type: string, body: object) => model.slice.event({ type, offset: 1, ...body });
  return { model, command, news, hear, looks: () => looksAtStage(model.getSnapshot()) };
}

describe('StageModel', () => {
  it('follows what is put on the stage', () => {
    const { hear, looks, news, model } = setup();
    expect(looks()).toBe(false);
    hear('stage.put', { stage: { kind: 'poll', id: 'p1' }, by: 'ida' });
    expect(looks()).toBe(true);
    expect(model.getSnapshot().thing).toEqual({ kind: 'poll', id: 'p1' });
    expect(news).toEqual([{ type: 'put', thing: { kind: 'poll', id: 'p1' }, by: 'ida' }]);
    hear('stage.put', { stage: { kind: 'none' } });
    expect(looks()).toBe(false);
  });

  it('lets the person look around and back, over other things and reconnects', () => {
    const { model, hear, looks } = setup({ ...empty, stage: { kind: 'person', id: 'ana' } });
    model.look('around');
    expect(looks()).toBe(false);
    hear('stage.put', { stage: { kind: 'notes' } });
    model.slice.snapshot({ ...empty, stage: { kind: 'notes' } });
    expect(looks()).toBe(false);
    model.look('stage');
    expect([looks(), model.getSnapshot().own]).toEqual([true, null]);
  });

  it('lets the person look at the stage where everybody is free, and forgets it when that changes', () => {
    const { model, hear, looks } = setup({ ...empty, stage: { kind: 'notes' }, follow: false });
    expect(looks()).toBe(false);
    model.look('stage');
    expect(looks()).toBe(true);
    hear('stage.follow', { follow: true });
    expect(model.getSnapshot()).toMatchObject({ follow: true, own: null });
    hear('stage.layout', { layout: 'speaker' });
    expect(model.getSnapshot().layout).toBe('speaker');
  });

  it('shows nothing of a kind that it does not know', () => {
    const { looks, hear } = setup();
    hear('stage.put', { stage: { kind: 'hologram', id: 'h' } });
    expect(looks()).toBe(false);
  });

  it('says each command as the server takes it', async () => {
    const { model, command } = setup();
    await model.put('poll', 'p1');
    await model.put('notes');
    await model.clear();
    await model.setFollow(false);
    await model.setLayout('speaker');
    expect(command.mock.calls).toEqual([
      ['stage.put', { kind: 'poll', targetId: 'p1' }],
      ['stage.put', { kind: 'notes' }],
      ['stage.put', { kind: 'none' }],
      ['stage.follow', { follow: false }],
      ['stage.layout', { layout: 'speaker' }],
    ]);
  });
});

describe('shared', () => {
  it('gives the timer what is its own', () => {
    const part = () => ({ snapshot: vi.fn(), event: vi.fn(), reset: vi.fn() });
    const [stage, timer] = [part(), part()];
    const both = shared(stage, timer);
    both.snapshot(empty);
    both.event({ type: 'stage.put', offset: 1 });
    both.event({ type: 'stage.timer', offset: 2 });
    both.event({ type: 'stage.timer_ended', offset: 3 });
    both.reset?.();
    expect([stage.snapshot.mock.calls.length, stage.event.mock.calls.length, stage.reset.mock.calls.length]).toEqual([1, 1, 1]);
    expect([timer.snapshot.mock.calls.length, timer.event.mock.calls.length, timer.reset.mock.calls.length]).toEqual([1, 2, 1]);
  });
});
