// What people do on the board, by what they see.
import { readFile } from 'node:fs/promises';
import { decodePDFRawStream, PDFArray, PDFRawStream } from '@cantoo/pdf-lib';
import { launchBrowser } from './browser.mjs';
import { enter, tool } from './live.mjs';
import { eventually, startDemo, startLiveKit } from './world.mjs';

/**
 * A class that these people of the demo course are in, in one browser. Where its media are mortal, LiveKit is a process
 * of its own, which killMedia ends.
 */
export async function startClass(names, { mortal = false } = {}) {
  const ends = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const livekit = mortal ? await startLiveKit() : undefined;
    if (livekit) ends.push(livekit.stop);
    const demo = await startDemo({ livekit });
    ends.push(demo.stop);
    const browser = await launchBrowser({ fakeDeviceFps: 5 });
    ends.push(() => browser.close());
    const people = [];
    for (const name of names) people.push(await enter(browser, demo, name));
    const killMedia = async () => {
      await livekit.kill();
      for (const { page } of people) await page.getByText(/Audio and video are reconnecting|The audio and video server is restarting/).first().waitFor({ timeout: 60_000 });
    };
    return { demo, browser, people, killMedia, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A line of the menu that holds what is done now and then. */
export async function more(page, name) {
  await page.getByRole('button', { name: 'More for the board' }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

/** What says which page of the board is seen. */
export const heading = (page, name) => page.getByRole('region', { name: 'Board', exact: true }).getByRole('heading', { name });

/** The page of the board with that number is seen. */
export const isOn = (page, number) => heading(page, new RegExp(`^Page ${number} of `)).waitFor();

/** Which page of the board is seen, and of how many. */
export async function placeOf(page) {
  const [, number, total] = /Page (\d+) of (\d+)/.exec(await heading(page, /^Page \d/).textContent()) ?? [];
  return { number: Number(number), total: Number(total) };
}

/** Presses "Next page" or "Previous page", and waits until that page is seen. */
export async function turn(page, way) {
  const { number } = await placeOf(page);
  await page.getByRole('button', { name: `${way} page` }).click();
  await isOn(page, way === 'Next' ? number + 1 : number - 1);
}

/** Adds a page behind the one that is seen, and goes there. */
export async function addPage(page, template) {
  const { number } = await placeOf(page);
  await page.getByRole('button', { name: 'Add page' }).click();
  await page.getByRole('menuitem', { name: template }).click();
  await isOn(page, number + 1);
  await board(page);
}

/** Brings a PDF of as many pages onto the board, behind the one that is seen. Looks is called while its dialog says so. */
export async function importPdf(page, pages, looks = async () => undefined) {
  await more(page, 'Import file');
  const dialog = page.getByRole('dialog', { name: 'Import as pages' });
  const chosen = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose files' }).click();
  await (await chosen).setFiles({ name: 'angles.pdf', mimeType: 'application/pdf', buffer: pdf(pages) });
  await dialog.getByText(`${pages} pages are there`).waitFor({ timeout: 60_000 });
  await looks();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
}

/** Says in its dialog who may draw on the page that is seen. Chooses is given the dialog. */
export async function mayDraw(page, chooses) {
  await page.getByRole('button', { name: 'Who may draw' }).click();
  const dialog = page.getByRole('dialog', { name: 'Who may draw' });
  await chooses(dialog);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** The list of what is on the page. */
export const list = (page) => page.getByRole('region', { name: 'What is on the page' });

export const lines = (page) => list(page).getByRole('option').allTextContents();

/** Waits until the list of that page begins with these words. */
export const reads = (page, words, what) => eventually(async () => (await lines(page))[0]?.startsWith(words), { what, within: 30_000 });

/** Waits until the lowest thing in the list of that page is the one with these words. */
export const endsWith = (page, words, what) => eventually(async () => (await lines(page)).at(-1)?.startsWith(words), { what, within: 30_000 });

/** Waits until the list of that page has so many lines. */
export const hasLines = (page, count, what) => eventually(async () => (await lines(page)).length === count, { what, within: 30_000 });

/** Adds something to the page through the list, with these words where it has any. */
export async function add(page, kind, words) {
  await list(page).getByRole('button', { name: 'Add to the page' }).click();
  await page.getByRole('menuitem', { name: kind, exact: true }).click();
  if (words === undefined) return;
  await page.keyboard.type(words);
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
}

/** Exports as that format and returns the file. */
export async function exported(page, format) {
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
export function contents(file, index) {
  const streams = file.getPage(index).node.Contents();
  const refs = streams instanceof PDFArray ? streams.asArray() : [];
  const all = refs.map((ref) => file.context.lookup(ref)).filter((stream) => stream instanceof PDFRawStream);
  return all.map((stream) => Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1')).join('\n');
}

/** A stroke of the pen among those operators. */
export const inkInPdf = /rg [-\d.]+ [-\d.]+ m [^\n]* c h f/;

/** The board, opened if it isn't seen, once its page can be drawn on or read. */
export async function board(page) {
  const region = page.getByRole('region', { name: 'Board', exact: true });
  if (!(await region.isVisible())) await tool(page, /^Board/);
  await region.locator('canvas.interactive').waitFor({ timeout: 60_000 });
  return region;
}

/** Draws a line with the pen, from one part of the canvas to another; both are shares of its width and height. Who may not draw has no pen. */
export async function draw(page, [fromX, fromY], [toX, toY], { steps = 12, pen = true } = {}) {
  const canvas = page.getByRole('region', { name: 'Board', exact: true }).locator('canvas.interactive');
  const box = await canvas.boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  if (pen) await page.getByTestId('toolbar-freedraw').check({ force: true });
  await page.mouse.move(...at(fromX, fromY));
  await page.mouse.down();
  await page.mouse.move(...at(toX, toY), { steps });
  await page.mouse.up();
}

/** How many points of the drawing are not as its paper is, in a part of it given as shares: left, top, right, bottom. */
export function ink(page, [left, top, right, bottom] = [0, 0, 1, 1]) {
  return page.evaluate(
    ([x0, y0, x1, y1]) => {
      const canvas = document.querySelector('section canvas.static');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return 0;
      const [x, y] = [Math.round(canvas.width * x0), Math.round(canvas.height * y0)];
      const [w, h] = [Math.round(canvas.width * (x1 - x0)), Math.round(canvas.height * (y1 - y0))];
      const { data } = context.getImageData(x, y, Math.max(1, w), Math.max(1, h));
      let drawn = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 40 && (data[i] < 200 || data[i + 1] < 200 || data[i + 2] < 200)) drawn += 1;
      return drawn;
    },
    [left, top, right, bottom],
  );
}

/** Waits until there is something drawn on that part of the page. */
export function seesInk(page, part, what = 'the drawing') {
  return eventually(async () => (await ink(page, part)) > 20, { what: `${what} on the other page`, within: 20_000 });
}

/** Waits until nothing is drawn on that part of the page. */
export function seesNoInk(page, part, what = 'an empty page') {
  return eventually(async () => (await ink(page, part)) === 0, { what, within: 20_000 });
}

/** A PDF of as many pages, each with its number written large. */
export function pdf(pages) {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  const kids = [];
  for (let number = 1; number <= pages; number += 1) {
    const text = `BT /F1 60 Tf 60 220 Td (Slide ${number}) Tj ET`;
    objects.push(`<< /Length ${text.length} >>\nstream\n${text}\nendstream`);
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 480 270] /Contents ${objects.length} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`);
    kids.push(`${objects.length} 0 R`);
  }
  objects[1] = `<< /Type /Pages /Count ${pages} /Kids [${kids.join(' ')}] >>`;
  let file = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
