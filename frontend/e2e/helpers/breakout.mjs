// What people do with breakout groups, by what they see.
import { tool } from './live.mjs';
import { eventually } from './world.mjs';

/** The plan of breakout groups, opened by the button of the bar. */
export async function planDialog(page) {
  await tool(page, /^Breakouts/);
  const dialog = page.getByRole('dialog', { name: 'Breakout groups' });
  await dialog.getByRole('grid', { name: 'Not assigned' }).waitFor();
  return dialog;
}

/** Who is in which group of the plan, by name. */
export async function columns(dialog) {
  const found = {};
  for (const grid of await dialog.getByRole('grid').all()) {
    found[await grid.getAttribute('aria-label')] = await grid.getByRole('row').evaluateAll((rows) => rows.map((row) => row.querySelector('bdi')?.textContent ?? '').filter(Boolean));
  }
  return found;
}

/** Drags somebody by the mouse into another group of the plan or of the wall. */
export async function move(page, name, to) {
  const row = page.getByRole('row', { name }).first();
  const target = page.getByRole('grid', { name: to, exact: true });
  await row.scrollIntoViewIfNeeded();
  const [from, into] = [await row.boundingBox(), await target.boundingBox()];
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 8, y + 8, { steps: 3 });
  await page.mouse.move(into.x + into.width / 2, into.y + into.height - 6, { steps: 8 });
  await page.mouse.up();
  await target.getByRole('row', { name }).waitFor({ timeout: 10_000 });
}

/** Drags somebody by keys alone: the handle, Enter, Tab to the group, Enter. */
export async function moveByKeys(page, name, to) {
  const target = page.getByRole('grid', { name: to, exact: true });
  await page.getByRole('button', { name: `Drag ${name}` }).focus();
  await page.keyboard.press('Enter');
  for (let i = 0; i < 10; i += 1) {
    const label = await page.evaluate(() => (document.activeElement?.closest('[role="grid"]') ?? document.activeElement)?.getAttribute('aria-label'));
    if (label === to) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await target.getByRole('row', { name }).waitFor({ timeout: 10_000 });
}

/** The wall of all groups. */
export const wall = (page) => page.getByRole('region', { name: 'Breakout groups' });

/** A group's card on the wall. */
export const cardOf = (page, name) => wall(page).getByRole('article', { name, exact: true });

/** What says in which group somebody is. */
export const groupBar = (page, name) => page.getByRole('region', { name: 'Your group' }).filter({ hasText: name });

/** Somebody has come into the group of that name. */
export const isIn = (page, name) => groupBar(page, name).waitFor({ timeout: 60_000 });

/** Somebody is in the main room again. */
export const isBack = (page) => page.getByRole('region', { name: 'Your group' }).waitFor({ state: 'detached', timeout: 60_000 });

/** Waits until something is drawn in the small picture of a group's board. */
export function drawnOn(page, name) {
  const picture = wall(page).getByRole('button', { name: `Open the board of ${name}` });
  return eventually(() => picture.locator('svg > g path').count(), { what: `a picture of the board of ${name}`, within: 30_000 });
}

// What comes of rooms that end: media of somebody who had moved on before it came, which LiveKit's client passes over, and
// channels of a group's room (session.group) that LiveKit closed first.
const ofRoomsThatEnd = [
  /^Tried to add a track (for a participant, that's not present|whose 'sid' could not be found)/,
  /^DataChannel error on \w+: User-Initiated Abort/,
  /^publisher data channel '\w+' closed unexpectedly \{room: s-[\w-]+\.[\w-]+,/,
];

/** What a page complained of, but for what comes of rooms that end. Who really hears and sees whom is looked at by itself. */
export function complained(complaints) {
  return complaints.filter((text) => !/favicon/.test(text) && !ofRoomsThatEnd.some((one) => one.test(text)));
}
