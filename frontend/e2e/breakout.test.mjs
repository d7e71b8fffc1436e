// Breakout groups in four real browsers' pages: planned, opened, worked in, called back, and opened again.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { board, draw, exported, ink, seesInk } from './helpers/board.mjs';
import { cardOf, columns, complained, drawnOn, groupBar, isBack, isIn, move, moveByKeys, planDialog, wall } from './helpers/breakout.mjs';
import { hostsOf, launchBrowser } from './helpers/browser.mjs';
import { identityOf } from './helpers/class.mjs';
import { clean, enter, tool } from './helpers/live.mjs';
import { countDevices, hearsSomebody, ownDevices, seesVideo } from './helpers/media.mjs';
import { eventually, startDemo } from './helpers/world.mjs';

let demo;
let browser;
let teacher;
let ana;
let zoe;
let conor;
let tabs;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser({ fakeDeviceFps: 5 });
  teacher = await enter(browser, demo, 'teacher');
  ana = await enter(browser, demo, 'learner1', { devices: true });
  zoe = await enter(browser, demo, 'learner2', { devices: true });
  conor = await enter(browser, demo, 'learner3', { width: 390, height: 844, phone: true });
  tabs = [ana, zoe, conor].map(({ context }) => context.pages().length);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('groups are planned: at random, then by mouse and keys', { timeout: 180_000 }, async () => {
  const { page } = teacher;
  const dialog = await planDialog(page);
  await eventually(async () => (await columns(dialog))['Not assigned'].length >= 3, { what: 'the learners in the plan' });
  await clean(page, '140-plan');
  await dialog.getByRole('button', { name: 'Open groups' }).click();
  await dialog.getByText(/^Nobody is in a group yet/).waitFor();
  await dialog.getByRole('button', { name: 'Form groups' }).click();
  await eventually(async () => placed(await columns(dialog)).length === 3, { what: 'everybody in a group' });
  const group = Object.entries(await columns(dialog)).find(([, names]) => names.includes('Ana García'))[0];
  const other = group === 'Group 1' ? 'Group 2' : 'Group 1';
  if (!(await columns(dialog))[group].includes('Zoë Müller')) await move(page, 'Zoë Müller', group);
  if (!(await columns(dialog))[other].includes("Conor O'Brien")) await moveByKeys(page, "Conor O'Brien", other);
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await dialog.getByRole('button', { name: 'Form groups' }).click();
  await eventually(async () => placed(await columns(dialog)).length === 3, { what: 'everybody in a group again' });
  // Ana and Zoë come together in the first group, Conor into the second, wherever the lot has put them.
  for (const [name, to] of [['Ana García', 'Group 1'], ['Zoë Müller', 'Group 1'], ["Conor O'Brien", 'Group 2']]) {
    if (!(await columns(dialog))[to].includes(name)) await (name === 'Zoë Müller' ? moveByKeys(page, name, to) : move(page, name, to));
  }
  const made = await columns(dialog);
  assert.deepEqual([made['Group 1'].toSorted(), made['Group 2']], [['Ana García', 'Zoë Müller'], ["Conor O'Brien"]]);
  await sets(page, dialog);
  await dialog.getByLabel('Task for all groups').fill('Draw the two angles of the triangle.');
  await dialog.getByRole('textbox', { name: 'Minutes (0: no end)' }).fill('5');
  await dialog.getByRole('textbox', { name: 'Countdown at the end (seconds)' }).fill('5');
  await page.keyboard.press('Tab');
  await looks(page, '141-plan-formed');
});

/** Keeps the groups as a set, and takes them from a table whose second line names nobody of the class. */
async function sets(page, dialog) {
  await dialog.getByRole('button', { name: 'Saved and earlier groups' }).click();
  const kept = page.getByRole('dialog', { name: 'Saved and earlier groups' });
  await kept.getByText('There were no groups in this class yet.').waitFor();
  await kept.getByLabel('Keep these groups as').fill('Triangles');
  await kept.getByRole('button', { name: 'Keep', exact: true }).click();
  await kept.getByRole('button', { name: 'Use Triangles' }).waitFor();
  await clean(page, '151-sets');
  await kept.getByRole('button', { name: 'Close', exact: true }).click();
  await dialog.getByLabel('How to form groups').selectOption({ label: 'From a CSV file' });
  await dialog.getByRole('button', { name: 'Form groups' }).click();
  const table = page.getByRole('dialog', { name: 'Groups from a CSV file' });
  await table.getByLabel('CSV file').setInputFiles({ name: 'groups.csv', mimeType: 'text/csv', buffer: Buffer.from('group,name\nRed,Nobody Ofthisclass\n') });
  await table.getByRole('button', { name: 'Form groups' }).click();
  await table.getByText(/^Line 2: /).waitFor();
  await clean(page, '152-csv');
  await table.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByLabel('How to form groups').selectOption({ label: 'At random' });
}

const placed = (groups) => Object.entries(groups).flatMap(([name, names]) => (name === 'Not assigned' ? [] : names));

/** In light, in dark, and on a phone. */
async function looks(page, name) {
  await clean(page, name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await clean(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 390, height: 844 });
  await clean(page, `${name}-phone`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('everybody lands in their group, in the same tab, and sees and hears the others of it alone', { timeout: 180_000 }, async () => {
  const self = await identityOf(ana.page);
  await countDevices(ana.page);
  await eventually(async () => (await ownDevices(ana.page, self)).live, { what: 'the own picture' });
  const held = await ownDevices(ana.page, self);
  await teacher.page.getByRole('button', { name: 'Open groups' }).click();
  await isIn(ana.page, 'Group 1');
  await isIn(zoe.page, 'Group 1');
  await isIn(conor.page, 'Group 2');
  await Promise.all([seesVideo(ana.page, await identityOf(zoe.page)), seesVideo(zoe.page, await identityOf(ana.page))]);
  assert.deepEqual(await ownDevices(ana.page, self), held, 'the camera was opened anew');
  assert.equal(await hearsSomebody(conor.page), false, 'Conor hears somebody of another group');
  assert.deepEqual([ana, zoe, conor].map(({ context }) => context.pages().length), tabs, 'a tab was opened');
  await clean(ana.page, '142-group');
  await clean(conor.page, '143-group-phone');
  await wall(teacher.page).getByRole('article', { name: 'Group 1' }).waitFor();
});

test('what a group draws is seen by it, and on the wall', { timeout: 180_000 }, async () => {
  await Promise.all([board(ana.page), board(zoe.page)]);
  await draw(ana.page, [0.2, 0.48], [0.6, 0.72]);
  await seesInk(zoe.page);
  await drawnOn(teacher.page, 'Group 1');
  const alone = await ink(ana.page);
  await draw(zoe.page, [0.6, 0.48], [0.2, 0.72]);
  await eventually(async () => (await ink(ana.page)) > alone + 20, { what: 'what Zoë has drawn', within: 20_000 });
  await looks(teacher.page, '144-wall');
});

test('a call for help brings the teacher', { timeout: 180_000 }, async () => {
  await tool(ana.page, /^Call for help/);
  const queue = wall(teacher.page).getByRole('region', { name: 'Calls for help' });
  await queue.getByText('Group 1').waitFor();
  await looks(teacher.page, '145-help');
  await queue.getByRole('button', { name: 'Visit Group 1' }).click();
  await isIn(teacher.page, 'Group 1');
  await seesVideo(teacher.page, await identityOf(ana.page));
  await clean(teacher.page, '146-visit');
  await tool(teacher.page, /^Breakouts/);
  await wall(teacher.page).getByRole('button', { name: 'Seen to: Group 1' }).click();
  await queue.waitFor({ state: 'detached' });
  await cardOf(teacher.page, 'Group 1').getByRole('button', { name: 'Leave Group 1' }).click();
  await groupBar(teacher.page, 'Group 1').waitFor({ state: 'detached' });
});

test('a message reaches all groups, and the time is made longer', { timeout: 120_000 }, async () => {
  const { page } = teacher;
  await wall(page).getByRole('button', { name: 'Message to all' }).click();
  const dialog = page.getByRole('dialog', { name: 'Message to all' });
  await dialog.getByLabel('Your message').fill('Mark the right angle too.');
  await dialog.getByRole('button', { name: 'Send' }).click();
  for (const one of [ana, zoe, conor]) await one.page.getByText('Mark the right angle too.').first().waitFor();
  await clean(ana.page, '147-said');
  const left = wall(page).getByRole('timer');
  await left.getByText(/^[0-4]:\d\d left$/).waitFor();
  await wall(page).getByRole('button', { name: 'Time' }).click();
  await page.getByRole('menuitem', { name: '5 minutes more' }).click();
  await left.getByText(/^[5-9]:\d\d left$/).waitFor();
});

test('somebody is moved from the wall, and who reloads lands where they were', { timeout: 180_000 }, async () => {
  await move(teacher.page, "Conor O'Brien", 'People of Group 1');
  await isIn(conor.page, 'Group 1');
  await eventually(() => hearsSomebody(conor.page), { what: 'the sound of Group 1 at Conor', within: 60_000 });
  await cardOf(teacher.page, 'Group 1').getByRole('button', { name: "Move Conor O'Brien" }).click();
  await teacher.page.getByRole('menuitem', { name: 'To Group 2' }).click();
  await isIn(conor.page, 'Group 2');
  await zoe.page.reload();
  const enters = zoe.page.getByRole('button', { name: /^(Continue without|Use camera and microphone|Join class)$/ }).first();
  await enters.or(groupBar(zoe.page, 'Group 1')).first().waitFor({ timeout: 60_000 });
  if (await enters.isVisible()) await rejoin(zoe.page);
  await isIn(zoe.page, 'Group 1');
  await seesVideo(zoe.page, await identityOf(ana.page));
  await board(zoe.page);
  await seesInk(zoe.page);
  await clean(zoe.page, '148-reloaded');
});

async function rejoin(page) {
  const devices = page.getByRole('button', { name: 'Use camera and microphone' });
  if (await devices.isVisible()) await devices.click();
  await page.getByRole('button', { name: 'Join class' }).click();
}

test('after a countdown that everybody sees, all come back to what the groups drew', { timeout: 180_000 }, async () => {
  const { page } = teacher;
  await wall(page).getByRole('button', { name: 'Close groups' }).click();
  const asks = page.getByRole('alertdialog', { name: 'Close the groups?' });
  await clean(page, '149-close');
  await asks.getByRole('button', { name: 'In 5 seconds' }).click();
  await ana.page.getByText('Back to the main room in').first().waitFor();
  for (const one of [ana, zoe, conor]) await isBack(one.page);
  await eventually(() => hearsSomebody(conor.page), { what: 'the sound of the main room at Conor', within: 60_000 });
  await wall(page).getByRole('heading', { name: 'What the groups did' }).waitFor();
  await drawnOn(page, 'Group 1');
  await looks(page, '150-after');
});

test('the main board shows what the groups drew, and a group presents', { timeout: 180_000 }, async () => {
  const { page } = teacher;
  await board(page);
  await page.getByRole('row', { name: /Boards of the groups/ }).click();
  const frames = page.getByRole('group', { name: 'Boards of the groups' });
  await frames.waitFor();
  await eventually(() => page.locator('section g[class*="art"] path').count(), { what: 'the drawing in its frame' });
  await clean(page, '153-frames');
  const { bytes } = await exported(page, 'Drawing (SVG)');
  const [, of1 = '', of2 = ''] = />Group 1<\/text>([^]*)>Group 2<\/text>([^]*)/.exec(bytes.toString()) ?? [];
  assert.match(of1, /<svg [^]*<path/, 'what Group 1 has drawn is in the file, in its place');
  assert.match(of2, /<svg /);
  await writeFile(new URL('shots/153-frames.svg', import.meta.url), bytes);
  await frames.getByText('Open the board of Group 1').or(frames.getByRole('button', { name: 'Open the board of Group 1' })).first().click();
  await page.getByText('Board of Group 1').first().waitFor();
  await seesInk(page);
  await tool(page, /^Breakouts/);
  await wall(page).getByRole('button', { name: 'Present the board of Group 1' }).click();
  await seesInk(zoe.page);
  await seesInk(conor.page);
  await clean(zoe.page, '154-presented');
  await page.getByRole('main').getByRole('button', { name: 'Take off stage' }).first().click();
  await tool(page, /^Breakouts/);
});

test('the groups are opened again with everything in them, and no page complained', { timeout: 180_000 }, async () => {
  await wall(teacher.page).getByRole('button', { name: 'Open again' }).click();
  await isIn(ana.page, 'Group 1');
  await isIn(zoe.page, 'Group 1');
  await isIn(conor.page, 'Group 2');
  await seesVideo(ana.page, await identityOf(zoe.page));
  await board(ana.page);
  await seesInk(ana.page);
  await drawnOn(teacher.page, 'Group 1');
  await ana.page.mouse.move(1, 1);
  await ana.page.getByRole('tooltip').waitFor({ state: 'detached' }); // of the button that came to be under the pointer
  await clean(ana.page, '155-again');
  await clean(teacher.page, '155-again-wall');
  for (const person of [teacher, ana, zoe, conor]) {
    assert.deepEqual(hostsOf(person.requests).filter((host) => host !== '127.0.0.1' && host !== 'localhost'), []);
    assert.deepEqual(complained(person.complaints), []);
  }
});
