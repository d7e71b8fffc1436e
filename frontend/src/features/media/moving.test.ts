import { DisconnectReason, RoomEvent, Track } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setup } from './testRoom';

const main = 's-s';
const one = 's-s.g1';
const two = 's-s.g2';
const soon = 50;

/** In class, with camera and microphone on. `at` is where the server says that one is. */
async function inClass(at = { name: main }) {
  const kit = setup({ join: () => Promise.resolve(at.name), camera: true });
  kit.room.connect();
  await vi.advanceTimersByTimeAsync(soon);
  kit.room.shouldBe(at.name === main ? 'main' : at.name.slice(at.name.indexOf('.') + 1));
  return { ...kit, at, shown: () => kit.room.getSnapshot() };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('A move', () => {
  it('goes into the room of the ticket, after the wait, and leaves the one before', async () => {
    const { world, ticket, shown } = await inClass();
    ticket(one, 100);
    await vi.advanceTimersByTimeAsync(90);
    expect(shown().room).toBe('main');
    await vi.advanceTimersByTimeAsync(soon);
    expect(shown()).toMatchObject({ room: 'g1', connection: 'connected' });
    expect(world.connected.map((room) => room.name)).toEqual([one]);
    expect(world.connects).toEqual(['t1 s-s', 'ticket s-s.g1']);
  });

  it('keeps the first connection until the second is there', async () => {
    const { world, ticket, shown } = await inClass();
    world.slow.add(one);
    ticket(one);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shown()).toMatchObject({ room: 'main', connection: 'connected', lostAt: null });
    expect(world.sends(Track.Source.Camera)).toEqual([main]);
    world.rooms[1]?.letIn();
    await vi.advanceTimersByTimeAsync(soon);
    expect(shown().room).toBe('g1');
    expect(world.sends(Track.Source.Camera)).toEqual([one]);
  });

  it('takes the same tracks along: no device is opened anew, and the own picture stays', async () => {
    const { world, room, fake, ticket } = await inClass();
    const camera = fake.publication(Track.Source.Camera)?.track;
    const own = () => room.getSnapshot().participants.find((person) => person.isLocal);
    const seen = new Set<unknown>();
    room.subscribe(() => seen.add(own()?.camera));
    ticket(one);
    await vi.advanceTimersByTimeAsync(soon);
    expect(world.opened).toBe(2);
    expect(camera?.stopped).toBe(false);
    expect(world.rooms[1]?.publication(Track.Source.Camera)?.track).toBe(camera);
    expect([...seen]).toEqual([camera]);
    expect(room.getSnapshot().local).toMatchObject({ mic: { on: true, busy: false }, camera: { on: true, busy: false }, mutedByHost: 0 });
  });

  it('leaves off what is off', async () => {
    const { world, room, ticket } = await inClass();
    await room.local.setMic(false);
    await room.local.setCamera(false);
    ticket(one);
    await vi.advanceTimersByTimeAsync(soon);
    expect(world.rooms[1]?.publication(Track.Source.Microphone)?.isMuted).toBe(true);
    expect(world.rooms[1]?.publication(Track.Source.Camera)).toBeUndefined();
    expect(room.getSnapshot().local).toMatchObject({ mic: { on: false }, camera: { on: false }, mutedByHost: 0 });
    await room.local.setMic(true);
    expect(world.rooms[1]?.publication(Track.Source.Microphone)?.isMuted).toBe(false);
  });

  it('is silent at once where one mutes oneself on the way, and stays so', async () => {
    const { world, room, fake, ticket } = await inClass();
    const mic = fake.publication(Track.Source.Microphone)?.track;
    room.subscribe(() => {
      if (room.getSnapshot().room === 'g1' && room.getSnapshot().local.mic.on) void room.local.setMic(false);
    });
    ticket(one);
    await vi.advanceTimersByTimeAsync(soon);
    expect(mic?.isMuted).toBe(true);
    expect(world.rooms[1]?.publication(Track.Source.Microphone)?.isMuted).toBe(true);
    expect(room.getSnapshot().local.mic).toMatchObject({ on: false, busy: false });
  });

  it('and back ends where one is', async () => {
    const { world, ticket, shown } = await inClass();
    ticket(one);
    await vi.advanceTimersByTimeAsync(soon);
    ticket(main);
    await vi.advanceTimersByTimeAsync(soon);
    expect(shown().room).toBe('main');
    expect(world.connected.map((room) => room.name)).toEqual([main]);
    expect(world.sends(Track.Source.Microphone)).toEqual([main]);
  });

  it.each([
    ['there and back before it began', [one, main], 'main'],
    ['to another group', [one, two], 'g2'],
    ['twice to the same', [one, one], 'g1'],
    ['there, back, and there again', [one, main, one], 'g1'],
  ])('ends in the last room where moves overtake each other: %s', async (_, names, last) => {
    const { world, ticket, shown } = await inClass();
    world.slow.add(one).add(two);
    for (const name of names) {
      ticket(name);
      await vi.advanceTimersByTimeAsync(10);
    }
    for (const room of world.rooms) room.letIn();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown()).toMatchObject({ room: last, connection: 'connected' });
    expect(world.connected).toHaveLength(1);
    expect(world.most).toBeLessThanOrEqual(2);
    expect(world.opened).toBe(2);
  });

  it('that comes in while one enters the class leads straight there', async () => {
    const kit = setup();
    kit.world.slow.add(main);
    kit.room.connect();
    await vi.advanceTimersByTimeAsync(10);
    kit.ticket(one);
    await vi.advanceTimersByTimeAsync(soon);
    expect(kit.room.getSnapshot()).toMatchObject({ room: 'g1', connection: 'connected', local: { mic: { on: true } } });
    expect(kit.world.connected.map((room) => room.name)).toEqual([one]);
  });

  it('is over with the class', async () => {
    const { world, room, ticket } = await inClass();
    world.slow.add(one);
    ticket(one);
    await vi.advanceTimersByTimeAsync(10);
    room.close('left');
    for (const other of world.rooms) other.letIn();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.connected).toEqual([]);
    expect(room.getSnapshot()).toMatchObject({ connection: 'closed', closed: 'left' });
    ticket(two);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.connected).toEqual([]);
  });
});

describe('A group that can not be reached', () => {
  it('leaves one where one is, and is tried with fresh tokens until it can', async () => {
    const { world, at, ticket, shown, main: asked } = await inClass();
    world.closed.add(one);
    at.name = one;
    ticket(one);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(shown()).toMatchObject({ room: 'main', connection: 'connected', lostAt: null });
    expect(world.sends(Track.Source.Camera)).toEqual([main]);
    expect(asked).not.toHaveBeenCalled();
    const tokens = world.connects.filter((token) => token.endsWith(one));
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(tokens.length).toBeGreaterThan(3);
    world.closed.delete(one);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(shown().room).toBe('g1');
  });

  it('is made up for by the main room after a reload, and tried again', async () => {
    const kit = setup({ join: () => Promise.resolve(one) });
    kit.world.closed.add(one);
    kit.room.connect();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(kit.room.getSnapshot()).toMatchObject({ room: 'main', connection: 'connected', lostAt: null, local: { mic: { on: true } } });
    expect(kit.world.connects.slice(0, 4).map((token) => token.split(' ')[1])).toEqual([one, one, one, main]);
    kit.world.closed.delete(one);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(kit.room.getSnapshot().room).toBe('g1');
    expect(kit.world.connected.map((room) => room.name)).toEqual([one]);
    expect(kit.world.opened).toBe(1);
  });

  it('is still gone back to where everything is down at first', async () => {
    const kit = setup({ join: () => Promise.resolve(one) });
    kit.world.closed.add(one).add(main);
    kit.room.connect();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(kit.room.getSnapshot().connection).toBe('reconnecting');
    kit.world.closed.clear();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(kit.room.getSnapshot()).toMatchObject({ room: 'g1', connection: 'connected' });
  });
});

describe('Where the class says that one is', () => {
  it('is asked for where no ticket follows', async () => {
    const { at, room, shown, forget, get } = await inClass();
    at.name = one;
    room.shouldBe('g1');
    expect(forget).toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_900);
    expect(shown().room).toBe('main');
    await vi.advanceTimersByTimeAsync(200);
    expect(shown().room).toBe('g1');
    expect(get).toHaveBeenLastCalledWith(0);
  });

  it('is not asked for where the ticket came, nor where one is already', async () => {
    const { room, ticket, shown, get } = await inClass();
    room.shouldBe('g1');
    ticket(one);
    await vi.advanceTimersByTimeAsync(10_000);
    room.shouldBe('g2');
    room.shouldBe('g1');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(shown().room).toBe('g1');
    expect(get).toHaveBeenCalledOnce();
  });

  it('is not asked for by who comes in', async () => {
    const { get, forget } = await inClass({ name: one });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(get).toHaveBeenCalledOnce();
    expect(forget).not.toHaveBeenCalled();
  });

  it('is where a lost connection comes back to', async () => {
    const { at, world, ticket, shown } = await inClass();
    at.name = one;
    ticket(one);
    await vi.advanceTimersByTimeAsync(soon);
    at.name = two;
    world.rooms[1]?.end(DisconnectReason.SERVER_SHUTDOWN);
    expect(shown().connection).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(soon);
    expect(shown()).toMatchObject({ room: 'g2', connection: 'connected', lostAt: null });
  });

  it('is reached though the room before breaks during the move', async () => {
    const { at, world, fake, ticket, shown } = await inClass();
    at.name = one;
    world.slow.add(one);
    ticket(one);
    await vi.advanceTimersByTimeAsync(10);
    fake.emit(RoomEvent.Reconnecting);
    await vi.advanceTimersByTimeAsync(10);
    expect(shown().connection).toBe('reconnecting');
    for (const room of world.rooms) room.letIn();
    await vi.advanceTimersByTimeAsync(soon);
    expect(shown()).toMatchObject({ room: 'g1', connection: 'connected', lostAt: null });
    expect(world.connected).toHaveLength(1);
    expect(world.sends(Track.Source.Microphone)).toEqual([one]);
  });

  it('ends with another tab that takes the class', async () => {
    const { world, ticket, shown } = await inClass();
    ticket(one);
    await vi.advanceTimersByTimeAsync(soon);
    world.rooms[1]?.end(DisconnectReason.DUPLICATE_IDENTITY);
    expect(shown()).toMatchObject({ connection: 'closed', closed: 'duplicate' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.connected).toEqual([]);
  });
});
