// Two people do whatever a random number says, on one page of the board, by mouse and keys: in the end both see the same.
// BOARD_E2E_SEED names a history to run again; BOARD_E2E_SEEDS says how many are run otherwise.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addPage, board, isOn, mayDraw, placeOf, startClass } from './helpers/board.mjs';
import { differences, sceneOf, tellsOf } from './helpers/scene.mjs';
import { eventually } from './helpers/world.mjs';

const again = process.env.BOARD_E2E_SEED;
const seeds = again ? [Number(again)] : Array.from({ length: Number(process.env.BOARD_E2E_SEEDS ?? 4) }, (_, i) => i + 1);
const steps = 36;

function random(seed) {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Where an element is on the screen, if it can be pressed there: its upper edge's middle, as shapes are hollow. */
async function spotOf(page, element) {
  const look = await page.evaluate(() => {
    const place = document.querySelector('.excalidraw');
    let fiber = place[Object.keys(place).find((name) => name.startsWith('__reactFiber$'))];
    while (fiber && typeof fiber.stateNode?.getSceneElementsIncludingDeleted !== 'function') fiber = fiber.return;
    const { scrollX, scrollY, zoom, offsetLeft, offsetTop } = fiber.stateNode.state;
    return { scrollX, scrollY, zoom: zoom.value, offsetLeft, offsetTop };
  });
  const [dx, dy] = element.points ? element.points[0] : element.type === 'ellipse' ? [element.width / 2, 0] : [element.width / 3, 0];
  return { x: (element.x + dx + look.scrollX) * look.zoom + look.offsetLeft, y: (element.y + dy + look.scrollY) * look.zoom + look.offsetTop, look };
}

/** One person with a mouse and keys. */
class Hand {
  constructor(page, next) {
    this.page = page;
    this.next = next;
  }

  some(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  /** A point of the canvas that no bar lies over. */
  async point() {
    const box = await this.page.locator('section canvas.interactive').boundingBox();
    return [box.x + box.width * (0.35 + this.next() * 0.5), box.y + box.height * (0.3 + this.next() * 0.5)];
  }

  async tool(name) {
    await this.page.getByTestId(`toolbar-${name}`).check({ force: true });
  }

  async drag([x, y], [toX, toY], moves = 4) {
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(toX, toY, { steps: moves });
    await this.page.mouse.up();
  }

  /** Presses on something that is there; false where there is nothing. */
  async choose() {
    const element = this.some((await sceneOf(this.page)) ?? []);
    if (!element) return false;
    await this.tool('selection');
    const { x, y } = await spotOf(this.page, element);
    const box = await this.page.locator('section canvas.interactive').boundingBox();
    if (x < box.x + 5 || y < box.y + 5 || x > box.x + box.width - 5 || y > box.y + box.height - 5) return false;
    await this.page.mouse.click(x, y);
    return true;
  }

  async keys(...pressed) {
    for (const key of pressed) await this.page.keyboard.press(key);
  }

  async type(text) {
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Escape');
  }
}

/** What somebody does, and how often. */
const acts = [
  ['draw', 6, async (hand) => (await hand.tool('freedraw'), hand.drag(await hand.point(), await hand.point(), 9))],
  ['shape', 6, async (hand) => (await hand.tool(hand.some(['rectangle', 'ellipse', 'diamond'])), hand.drag(await hand.point(), await hand.point()))],
  ['arrow', 4, async (hand) => (await hand.tool(hand.some(['arrow', 'line'])), hand.drag(await hand.point(), await hand.point()))],
  [
    'text',
    2,
    async (hand) => {
      await hand.tool('text');
      await hand.page.mouse.click(...(await hand.point()));
      await hand.type(`words ${Math.floor(hand.next() * 1000)}`);
    },
  ],
  ['label', 2, async (hand) => (await hand.choose()) && (await hand.keys('Enter'), await hand.type(`label ${Math.floor(hand.next() * 100)}`))],
  ['move', 4, async (hand) => (await hand.choose()) && hand.keys(...Array(3).fill(hand.some(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'])))],
  [
    'drag',
    4,
    async (hand) => {
      const element = hand.some((await sceneOf(hand.page)) ?? []);
      if (!element) return;
      await hand.tool('selection');
      const { x, y } = await spotOf(hand.page, element);
      await hand.drag([x, y], await hand.point(), 6);
    },
  ],
  [
    'resize',
    3,
    async (hand) => {
      if (!(await hand.choose())) return;
      const chosen = hand.some((await sceneOf(hand.page)) ?? []);
      if (!chosen || chosen.points) return;
      const { look } = await spotOf(hand.page, chosen);
      const corner = [(chosen.x + chosen.width + look.scrollX) * look.zoom + look.offsetLeft + 6, (chosen.y + chosen.height + look.scrollY) * look.zoom + look.offsetTop + 6];
      await hand.drag(corner, [corner[0] + 20 + hand.next() * 40, corner[1] + 20 + hand.next() * 40]);
    },
  ],
  ['delete', 2, async (hand) => (await hand.choose()) && hand.keys('Delete')],
  ['order', 4, async (hand) => (await hand.choose()) && hand.keys(hand.some(['Control+]', 'Control+[', 'Control+Shift+]', 'Control+Shift+[']))],
  ['undo', 4, (hand) => hand.keys(...Array(1 + Math.floor(hand.next() * 2)).fill('Control+z'))],
  ['redo', 3, (hand) => hand.keys('Control+Shift+z')],
  ['group', 1, (hand) => hand.keys('Control+a', 'Control+g', 'Escape')],
  ['ungroup', 2, (hand) => hand.keys('Control+a', 'Control+Shift+g', 'Escape')],
  ['duplicate', 2, async (hand) => (await hand.choose()) && hand.keys('Control+d')],
];
const drawn = acts.flatMap(([name, times, act]) => Array.from({ length: times }, () => [name, act]));

describe('two people who do anything', () => {
  let inClass;
  let people;
  let tells;

  before(async () => {
    inClass = await startClass(['teacher', 'learner1']);
    people = inClass.people;
    tells = people.map(({ page }) => tellsOf(page));
    for (const { page } of people) await board(page);
  });

  after(() => inClass?.stop());

  /** A new page that both may change all of. */
  async function newPage() {
    const [{ page }, ana] = people;
    await addPage(page, 'Blank');
    const { number } = await placeOf(page);
    await mayDraw(page, (dialog) => dialog.getByRole('checkbox', { name: 'They may also change what others drew' }).check());
    await ana.page.getByRole('button', { name: 'Next page' }).click();
    await isOn(ana.page, number);
    await ana.page.getByText('You can draw, and change what you drew yourself.').waitFor({ state: 'hidden' });
    await board(ana.page);
  }

  /** Both have said all, have heard all, and nobody has anything to answer. */
  async function settle(what) {
    let before = '';
    await eventually(
      async () => {
        const scenes = await Promise.all(people.map(({ page }) => sceneOf(page)));
        const now = JSON.stringify([scenes, tells.map(({ count }) => count)]);
        const quiet = now === before && scenes.every(Boolean);
        before = now;
        return quiet && differences(...scenes).length === 0;
      },
      { what, within: 20_000 },
    ).catch(() => undefined); // what differs is said below
    return Promise.all(people.map(({ page }) => sceneOf(page)));
  }

  for (const seed of seeds) {
    test(`see the same in the end, with seed ${seed}`, { timeout: 240_000 }, async (t) => {
      const next = random(seed);
      await newPage();
      const story = [];
      const hands = people.map(({ page }) => new Hand(page, next));
      let away = null;
      for (let step = 0; step < steps; step += 1) {
        if (step === 10 || step === 24) await people[(away = next() < 0.5 ? 0 : 1)].context.setOffline(true);
        if ((step === 16 || step === 30) && away !== null) await people[away].context.setOffline(false);
        if (step === 20 && seed % 2 === 0) {
          await inClass.demo.kill('SIGKILL');
          await inClass.demo.start();
        }
        const who = next() < 0.5 ? 0 : 1;
        const [name, act] = drawn[Math.floor(next() * drawn.length)];
        story.push(`${who}:${name}`);
        await act(hands[who]);
      }
      for (const { page } of people) {
        await page.keyboard.press('Escape');
        await page.getByText(/^Reconnecting/).first().waitFor({ state: 'hidden', timeout: 60_000 });
      }
      const scenes = await settle(`seed ${seed}`);
      t.diagnostic(`seed ${seed}: ${scenes[0].length} elements after ${story.join(' ')}`);
      assert.ok(scenes[0].length > 0, 'something is there');
      assert.deepEqual(differences(...scenes), [], `seed ${seed}: ${story.join(' ')}`);
    });
  }
});
