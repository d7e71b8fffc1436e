// What is on the board, in words and in files: by keyboard through the list of objects, and exported; again without LiveKit.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { decodePDFRawStream, PDFArray, PDFDocument, PDFRawStream } from '@cantoo/pdf-lib';
import { board, draw, pdf, seesInk } from './helpers/board.mjs';
import { launchBrowser } from './helpers/browser.mjs';
import { clean, enter } from './helpers/live.mjs';
import { eventually, startDemo, startLiveKit } from './helpers/world.mjs';

const list = (page) => page.getByRole('region', { name: 'What is on the page' });
const lines = (page) => list(page).getByRole('option').allTextContents();

/** Waits until the list of that page begins with these words. */
const reads = (page, words, what) => eventually(async () => (await lines(page))[0]?.startsWith(words), { what, within: 15_000 });

async function more(page, name) {
  await page.getByRole('button', { name: 'More for the board' }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

async function add(page, kind, words) {
  await list(page).getByRole('button', { name: 'Add to the page' }).click();
  await page.getByRole('menuitem', { name: kind, exact: true }).click();
  if (words === undefined) return;
  await page.keyboard.type(words);
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
}

/** Exports as that format and returns the file. */
async function exported(page, format) {
  await more(page, 'Export');
  const dialog = page.getByRole('dialog', { name: 'Export the board' });
  await dialog.getByRole('radio', { name: format, exact: true }).check();
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await saved;
  await dialog.getByText(`${file.suggestedFilename()} was saved.`).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** What is written on a page of a PDF, as operators. */
function contents(file, index) {
  const streams = file.getPage(index).node.Contents();
  const refs = streams instanceof PDFArray ? streams.asArray() : [];
  const all = refs.map((ref) => file.context.lookup(ref)).filter((stream) => stream instanceof PDFRawStream);
  return all.map((stream) => Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1')).join('\n');
}

for (const media of [true, false]) {
  const shots = media ? '10' : '11';

  describe(media ? 'what is on the board' : 'what is on the board, without LiveKit', () => {
    let livekit;
    let demo;
    let browser;
    let teacher;
    let ana;

    before(async () => {
      if (!media) livekit = await startLiveKit();
      demo = await startDemo({ livekit });
      browser = await launchBrowser({ fakeDeviceFps: 5 });
      teacher = await enter(browser, demo, 'teacher');
      ana = await enter(browser, demo, 'learner1');
      if (!media) await livekit.kill();
      for (const { page } of [teacher, ana]) await board(page);
    });

    after(async () => {
      await browser?.close();
      await demo?.stop();
      await livekit?.stop();
    });

    test('is read, added to and changed by keys alone, while the other looks on', { timeout: 120_000 }, async () => {
      const { page } = teacher;
      await draw(page, [0.5, 0.4], [0.6, 0.6]);
      await seesInk(ana.page, [0.45, 0.35, 0.65, 0.65]);
      for (const one of [page, ana.page]) {
        await one.keyboard.press('F8');
        await reads(one, 'Drawing by hand', 'the line in the list');
      }
      await add(page, 'Sticky note', 'Mind the signs');
      await reads(ana.page, 'Mind the signs', 'the note at Ana');
      await page.locator('[role="option"]:focus', { hasText: 'Mind the signs' }).waitFor();
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('Alt+ArrowLeft');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('Mind the gap');
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
      await reads(ana.page, 'Mind the gap', 'the other words at Ana');
      await clean(page, `${shots}0-list`);
      await list(page).getByRole('button', { name: 'One step backward' }).click();
      await reads(ana.page, 'Drawing by hand', 'the other order at Ana');
      await page.locator('[role="option"]', { hasText: 'Mind the gap' }).focus();
      await page.keyboard.press('Delete');
      await eventually(async () => (await lines(ana.page)).length === 1, { what: 'the end of the note at Ana', within: 15_000 });
      await page.keyboard.press('Control+z');
      await eventually(async () => (await lines(ana.page)).length === 2, { what: 'the note at Ana again', within: 15_000 });
    });

    test('those who may change their own alone read the rest', { timeout: 60_000 }, async () => {
      const { page } = ana;
      await page.locator('[role="option"]', { hasText: 'Drawing by hand' }).focus();
      await page.keyboard.press('Delete');
      await list(page).getByText('Others made this: you can’t change it.').waitFor();
      await add(page, 'Text', 'A word of Ana');
      await reads(teacher.page, 'A word of Ana', 'Ana’s text at the teacher');
      assert.equal((await lines(teacher.page)).length, 3);
      await page.keyboard.press('Escape');
      await list(page).waitFor({ state: 'detached' });
    });

    test('the simple view shows and changes it too', { timeout: 60_000 }, async () => {
      const { page } = teacher;
      await more(page, 'Simple view (for weak devices)');
      await page.getByRole('region', { name: /^Simple view of/ }).waitFor();
      await add(page, 'Rectangle');
      await reads(page, 'Rectangle', 'the new rectangle');
      await page.getByRole('button', { name: 'Larger' }).click();
      await clean(page, `${shots}1-simple-list`);
      await more(page, 'Full board');
      await page.keyboard.press('F8');
      await board(page);
    });

    test('goes into a PDF: slides with their text and the ink above, what was written, and all pages', { timeout: 120_000 }, async () => {
      const { page } = teacher;
      await more(page, 'Import file');
      const dialog = page.getByRole('dialog', { name: 'Import as pages' });
      const chosen = page.waitForEvent('filechooser');
      await dialog.getByRole('button', { name: 'Choose files' }).click();
      await (await chosen).setFiles({ name: 'angles.pdf', mimeType: 'application/pdf', buffer: pdf(2) });
      await dialog.getByText('2 pages are there').waitFor({ timeout: 60_000 });
      await dialog.getByRole('button', { name: 'Close', exact: true }).click();
      await page.getByRole('button', { name: 'Next page' }).click();
      await board(page);
      await draw(page, [0.5, 0.5], [0.7, 0.6]);
      await seesInk(page, [0.45, 0.45, 0.75, 0.65]);
      const { name, bytes } = await exported(page, 'PDF');
      assert.match(name, /^Live class - \d{4}-\d\d-\d\d\.pdf$/);
      const file = await PDFDocument.load(bytes);
      assert.equal(file.getPageCount(), 3);
      const ink = /rg [-\d.]+ [-\d.]+ m [^\n]* c h f/;
      assert.match(contents(file, 0), ink);
      assert.match(contents(file, 0), new RegExp(`3 Tr [^\\n]*<${Buffer.from('Mind the gap').toString('hex')}>`, 'i'));
      assert.match(contents(file, 1), /\(Slide 1\) Tj/);
      assert.match(contents(file, 1), ink);
      assert.match(contents(file, 2), /\(Slide 2\) Tj/);
      assert.doesNotMatch(contents(file, 2), ink);
    });

    test('and a page into a picture and a drawing', { timeout: 60_000 }, async () => {
      const { page } = ana;
      const picture = await exported(page, 'Picture (PNG)');
      assert.deepEqual([...picture.bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
      const { bytes } = await exported(page, 'Drawing (SVG)');
      const svg = bytes.toString();
      assert.match(svg, /A word of Ana/);
      assert.doesNotMatch(svg, /(href|src)[=:(]["']?(?!data:)(https?|blob|\/)/);
    });

    test('no page complained', () => {
      for (const { complaints } of media ? [teacher, ana] : []) assert.deepEqual(complaints, []);
    });
  });
}
