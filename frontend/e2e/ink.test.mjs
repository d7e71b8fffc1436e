// What ink costs, through the real page: bytes on the wire and in the document, and how soon others see it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { board, draw, seesInk } from './helpers/board.mjs';
import { launchBrowser } from './helpers/browser.mjs';
import { enter } from './helpers/live.mjs';
import { eventually, startDemo } from './helpers/world.mjs';
import { openDoc, put } from './helpers/yjs.mjs';

const strokePoints = 60;
const wireMost = 800;
const documentMost = 300;
const pictureMost = 100;
const changes = 41;

/** Lets the page draw one picture: a pen gives a point for each. */
const picture = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done())));

/** Draws a curve with as many points, one a picture, as a hand does. */
async function scribble(page) {
  const box = await page.getByRole('region', { name: 'Board', exact: true }).locator('canvas.interactive').boundingBox();
  const at = (i) => [box.x + box.width * 0.3 + i * 4.3, box.y + box.height * 0.5 + Math.sin(i / 8) * 60];
  await page.getByTestId('toolbar-freedraw').check({ force: true });
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let i = 1; i < strokePoints; i += 1) {
    await page.mouse.move(...at(i));
    await picture(page);
  }
  await page.mouse.up();
}

describe('ink', () => {
  let demo;
  let browser;
  let ana;
  let doc;
  const sent = [];

  before(async () => {
    demo = await startDemo();
    browser = await launchBrowser({ fakeDeviceFps: 5 });
    const teacher = await enter(browser, demo, 'teacher');
    let address;
    teacher.page.on('websocket', (socket) => {
      if (socket.url().includes('/ws/boards/')) address = socket.url();
    });
    await board(teacher.page);
    doc = await openDoc(address);
    await teacher.page.close();
    ana = await enter(browser, demo, 'learner1');
    ana.page.on('websocket', (socket) => {
      if (socket.url().includes('/ws/boards/')) socket.on('framesent', ({ payload }) => sent.push(Buffer.from(payload)));
    });
    await board(ana.page);
  });

  after(async () => {
    doc?.close();
    await browser?.close();
    await demo?.stop();
  });

  test(`a stroke of ${strokePoints} points costs at most ${wireMost} bytes on the wire and ${documentMost} in the document`, { timeout: 120_000 }, async (t) => {
    await draw(ana.page, [0.1, 0.1], [0.2, 0.2]); // the first one also says who writes
    await eventually(() => doc.elements.size === 1, { what: 'the first stroke', within: 20_000 });
    await eventually(() => [...doc.elements.values()].every((map) => map.has('n')), { what: 'its end', within: 20_000 });
    const [documentBefore, framesBefore] = [doc.bytes(), sent.length];
    await scribble(ana.page);
    await eventually(() => doc.elements.size === 2 && [...doc.elements.values()].every((map) => map.has('n')), { what: 'the whole stroke', within: 20_000 });
    const frames = sent.slice(framesBefore).filter((frame) => frame[0] === 0); // of sync; others are of cursors
    const wire = frames.reduce((sum, frame) => sum + frame.length, 0);
    const document = doc.bytes() - documentBefore;
    t.diagnostic(`${wire} bytes in ${frames.length} frames, ${document} in the document`);
    assert.ok(frames.length > 3, 'it is told while it is drawn');
    assert.ok(wire <= wireMost, `${wire} bytes on the wire`);
    assert.ok(document <= documentMost, `${document} bytes in the document`);
  });

  test(`with 3,000 elements a change of others is seen within ${pictureMost} ms`, { timeout: 180_000 }, async (t) => {
    doc.doc.transact(() => {
      for (let i = 0; i < 3000; i += 1) {
        const kind = ['rectangle', 'ellipse', 'freedraw', 'text'][i % 4];
        const base = { t: kind, x: (i % 60) * 40, y: Math.floor(i / 60) * 30, w: 30, h: 20, i: `b${String(i).padStart(4, '0').replaceAll(/0$/g, 'V')}`, ...(kind === 'text' ? { tx: `${i}` } : {}) };
        put(doc.elements, `many-${i}`, base);
      }
    });
    await seesInk(ana.page, [0.3, 0.3, 0.7, 0.7], 'the elements');
    await ana.page.evaluate(() => {
      globalThis.pictures = [];
      new PerformanceObserver((list) => globalThis.pictures.push(...list.getEntries().filter(({ name }) => name === 'board:remote-to-frame').map(({ duration }) => duration))).observe({ entryTypes: ['measure'] });
    });
    for (let i = 0; i < changes; i += 1) {
      doc.doc.transact(() => doc.elements.get(`many-${i * 4}`).set('x', 500 + i));
      await eventually(async () => (await ana.page.evaluate(() => globalThis.pictures.length)) > i, { what: 'the picture', within: 20_000 });
    }
    const times = (await ana.page.evaluate(() => globalThis.pictures)).sort((a, b) => a - b);
    const [median, p95] = [times[Math.floor(times.length / 2)], times[Math.floor(times.length * 0.95)]];
    t.diagnostic(`from a remote change to the picture: median ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms of ${times.length}`);
    assert.ok(median <= pictureMost, `the median is ${median} ms`);
  });
});
