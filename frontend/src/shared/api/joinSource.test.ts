import { expect, it, vi } from 'vitest';
import { JoinSource } from './joinSource';

const answer = (room: string) => ({ livekit: { url: 'ws://x', token: 't', room }, events: { url: '' }, board: { id: '', url: '' } });

it('shares one answer among those who ask at the same time', async () => {
  const load = vi.fn(() => Promise.resolve(answer('s-s')));
  const joins = new JoinSource(load, () => 0);
  await Promise.all([joins.get(0), joins.get(0)]);
  await joins.get(1_000);
  expect(load).toHaveBeenCalledOnce();
});

it('gives nobody an answer from before a move, not even one that is on its way', async () => {
  const answers = [answer('s-s'), answer('s-s.g1')];
  const give: ((room: ReturnType<typeof answer>) => void)[] = [];
  const joins = new JoinSource(() => new Promise((resolve) => give.push(resolve)), () => 0);
  const before = joins.get(0);
  joins.forget();
  const after = joins.get(1_000);
  for (const [i, one] of answers.entries()) give[i]?.(one);
  expect((await before).livekit.room).toBe('s-s');
  expect((await after).livekit.room).toBe('s-s.g1');
  expect((await joins.get(1_000)).livekit.room).toBe('s-s.g1');
});
