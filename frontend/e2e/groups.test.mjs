// Breakout groups in four real browsers' pages: chosen, heard and spoken into from afar, merged and split, and kept through the
// death of LiveKit and of the app.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { board, draw, ink, seesInk } from './helpers/board.mjs';
import { cardOf, complained, drawnOn, groupBar, isIn, planDialog, wall } from './helpers/breakout.mjs';
import { hostsOf, launchBrowser } from './helpers/browser.mjs';
import { identityOf } from './helpers/class.mjs';
import { clean, enter, message, panel, tool, write } from './helpers/live.mjs';
import { seesVideo, voices, watchingConnections } from './helpers/media.mjs';
import { eventually, startDemo, startLiveKit } from './helpers/world.mjs';

let livekit;
let demo;
let browser;
let teacher;
let ana;
let zoe;
let conor;

before(async () => {
  livekit = await startLiveKit();
  demo = await startDemo({ livekit });
  browser = await launchBrowser({ fakeDeviceFps: 5 });
  const watching = watchingConnections(browser);
  teacher = await enter(watching, demo, 'teacher');
  ana = await enter(watching, demo, 'learner1', { devices: true });
  zoe = await enter(watching, demo, 'learner2', { devices: true });
  conor = await enter(watching, demo, 'learner3', { width: 390, height: 844, phone: true });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await livekit?.stop();
});

const everybody = () => [teacher, ana, zoe, conor];

/** In light and in the dark. */
async function looks(page, name) {
  await clean(page, name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await clean(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

const choice = (page, group) => page.getByRole('button', { name: `Choose ${group}` });

test('the teacher chooses among the plans that are saved, by keys, and deletes them', { timeout: 240_000 }, async () => {
  const { page } = teacher;
  const plans = (dialog) => dialog.getByRole('combobox', { name: 'Plan', exact: true });
  const called = (dialog) => dialog.getByRole('textbox', { name: 'Name of this breakout' });
  let dialog = await planDialog(page);
  assert.equal(await plans(dialog).count(), 0, 'there is nothing to choose yet');
  for (const name of ['Circuits', 'Bridges']) {
    if (name === 'Bridges') await plans(dialog).selectOption({ label: 'A new plan' });
    await called(dialog).fill(name);
    await dialog.getByRole('button', { name: 'Save for later' }).click();
    await dialog.waitFor({ state: 'detached' });
    dialog = await planDialog(page);
    assert.equal(await called(dialog).inputValue(), name, 'the newest is opened');
  }
  await plans(dialog).press('Home');
  await eventually(async () => (await called(dialog).inputValue()) === 'Circuits', { what: 'the plan that was chosen' });
  await looks(page, '159-plans');
  for (let left = 2; left > 0; left -= 1) {
    await dialog.getByRole('button', { name: 'Delete plan' }).click();
    await page.getByRole('alertdialog', { name: 'Delete this plan?' }).getByRole('button', { name: 'Delete plan' }).click();
    await dialog.waitFor({ state: 'detached' });
    if (left > 1) dialog = await planDialog(page);
  }
});

test('learners choose their group, as far as there is room, and may think again', { timeout: 240_000 }, async () => {
  const { page } = teacher;
  const dialog = await planDialog(page);
  await dialog.getByText('Students choose their group').click();
  await dialog.getByRole('textbox', { name: 'Minutes (0: no end)' }).fill('0');
  await dialog.getByRole('button', { name: 'Change Group 1' }).click();
  const change = page.getByRole('dialog', { name: 'Group 1' });
  await change.getByRole('textbox', { name: 'Most people (0: any number)' }).fill('1');
  await change.getByRole('button', { name: 'Done' }).click();
  await dialog.getByRole('button', { name: 'Open groups' }).click();
  for (const one of [ana, zoe, conor]) await one.page.getByRole('button', { name: 'Choose a group' }).click();
  await choice(ana.page, 'Group 1').click();
  await isIn(ana.page, 'Group 1');
  await zoe.page.getByRole('region', { name: 'Group 1' }).getByText('Full').waitFor();
  assert.equal(await choice(zoe.page, 'Group 1').isDisabled(), true);
  await looks(conor.page, '160-choose-phone');
  await choice(zoe.page, 'Group 2').click();
  await isIn(zoe.page, 'Group 2');
  await choice(ana.page, 'Group 2').click();
  await isIn(ana.page, 'Group 2');
  await choice(conor.page, 'Group 1').click();
  await isIn(conor.page, 'Group 1');
  await seesVideo(ana.page, await identityOf(zoe.page));
});

/** So many voices are heard on that page. */
const hears = (page, count, what) => eventually(async () => (await voices(page)) === count, { what, within: 30_000 });

const menu = async (page, group, name) => {
  await cardOf(page, group).getByRole('button', { name: `More for ${group}` }).click();
  await page.getByRole('menuitem', { name }).click();
};

test('the teacher hears a group from the main room', { timeout: 120_000 }, async () => {
  const { page } = teacher;
  assert.equal(await voices(page), 0);
  const card = cardOf(page, 'Group 2');
  await card.getByRole('button', { name: 'Listen to Group 2' }).click();
  await card.getByText('You listen').waitFor();
  await hears(page, 2, 'the voices of Group 2 at the teacher');
  assert.equal(await groupBar(page, 'Group').count(), 0, 'the teacher has left the main room');
  await clean(page, '161-listen');
  await card.getByRole('button', { name: 'Listen to Group 2' }).click();
  await hears(page, 0, 'silence at the teacher');
});

test('the teacher speaks into one group, visits it meanwhile, and speaks to all, also from within a group', { timeout: 180_000 }, async () => {
  const { page } = teacher;
  assert.equal(await voices(conor.page), 0);
  await menu(page, 'Group 1', 'Speak into the group');
  await cardOf(page, 'Group 1').getByText('You speak here').waitFor();
  await hears(conor.page, 1, 'the teacher in Group 1');
  assert.ok((await voices(ana.page)) <= 1, 'Group 2 hears what is said in Group 1');
  assert.equal(await groupBar(page, 'Group').count(), 0, 'the teacher has left the main room');
  await cardOf(page, 'Group 1').getByRole('button', { name: 'Visit Group 1' }).click();
  await isIn(page, 'Group 1');
  await conor.page.getByRole('region', { name: 'Your group' }).getByText(/^with /).waitFor();
  await hears(conor.page, 0, 'nobody: the visit has taken the place of the talk');
  await tool(page, /^Breakouts/);
  const all = wall(page).getByRole('button', { name: 'Speak to all' });
  await all.click();
  await hears(conor.page, 1, 'the teacher, who is in Group 1');
  await hears(ana.page, 2, 'the teacher in Group 1 beside Zoë');
  assert.equal(await voices(page), 0, 'the teacher hears what they say to all');
  assert.equal(await conor.page.locator(`[data-identity^="${await identityOf(page)}"]`).count(), 1, 'the teacher is in Group 1 twice');
  await looks(page, '162-speak-all-within');
  await wall(page).getByRole('button', { name: 'Stop speaking' }).click();
  await hears(conor.page, 0, 'silence in Group 1');
  // Before the media have followed: LiveKit has the teacher in Group 1 still.
  await cardOf(page, 'Group 1').getByRole('button', { name: 'Leave Group 1' }).click();
  await all.click();
  await groupBar(page, 'Group 1').waitFor({ state: 'detached' });
  await hears(conor.page, 1, 'the teacher in Group 1');
  await hears(ana.page, 2, 'the teacher beside Zoë');
  await clean(page, '162-speak-all');
  await wall(page).getByRole('button', { name: 'Stop speaking' }).click();
  await hears(conor.page, 0, 'silence in Group 1');
  await hears(ana.page, 1, 'Zoë alone');
});

test('two groups become one, and one becomes two: nobody and nothing is lost', { timeout: 180_000 }, async () => {
  const { page } = teacher;
  await write(conor.page, 'I am alone here');
  await conor.page.keyboard.press('Escape');
  await write(ana.page, 'We begin with the angle');
  await board(ana.page);
  await draw(ana.page, [0.2, 0.48], [0.6, 0.72]);
  await drawnOn(page, 'Group 2');
  await menu(page, 'Group 1', 'Merge into…');
  const merge = page.getByRole('alertdialog', { name: 'Merge Group 1 into another group' });
  await looks(page, '163-merge');
  await merge.getByRole('button', { name: 'Merge' }).click();
  await isIn(conor.page, 'Group 2');
  await cardOf(page, 'Group 1').waitFor({ state: 'detached' });
  await hears(conor.page, 2, 'Ana and Zoë at Conor');
  await panel(conor.page, 'Chat');
  for (const text of ['I am alone here', 'We begin with the angle']) await message(conor.page, text).waitFor();
  await menu(page, 'Group 2', 'Split…');
  const split = page.getByRole('dialog', { name: 'Split Group 2' });
  for (const [name, goes] of [['Ana García', false], ['Zoë Müller', true], ["Conor O'Brien", true]]) await split.getByRole('checkbox', { name }).setChecked(goes);
  await looks(page, '164-split');
  await split.getByRole('button', { name: 'Split' }).click();
  await isIn(zoe.page, 'Group 3');
  await isIn(conor.page, 'Group 3');
  await groupBar(ana.page, 'Group 2').waitFor();
  await drawnOn(page, 'Group 3');
  await board(zoe.page);
  await seesInk(zoe.page);
  await cardOf(page, 'Group 3').getByRole('button', { name: 'Move Zoë Müller' }).click();
  await page.getByRole('menuitem', { name: 'To Group 2' }).click();
  await isIn(zoe.page, 'Group 2');
  await seesVideo(zoe.page, await identityOf(ana.page));
  await message(conor.page, 'I am alone here').waitFor();
  await clean(page, '165-after-split');
  for (const { complaints } of everybody()) assert.deepEqual(complained(complaints), []);
});

test('files are attached to the task of groups that are open, and seen in them at once', { timeout: 60_000 }, async () => {
  const { page } = teacher;
  await wall(page).getByRole('button', { name: 'Files', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Files for all groups' });
  await dialog.locator('input[type="file"]').setInputFiles({ name: 'angles.txt', mimeType: 'text/plain', buffer: Buffer.from('Measure both angles.') });
  await dialog.getByRole('button', { name: 'Remove angles.txt' }).waitFor();
  await looks(page, '169-files');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await cardOf(page, 'Group 2').getByText('angles.txt').waitFor();
  for (const one of [ana, conor]) await one.page.getByText('There are new files with your task.').first().waitFor();
  await groupBar(ana.page, 'Group 2').getByText(/^Task/).click();
  await groupBar(ana.page, 'Group 2').getByText('angles.txt').waitFor();
  await clean(ana.page, '169-files-group');
  await groupBar(ana.page, 'Group 2').getByText(/^Task/).click();
});

const gone = /Audio and video are reconnecting|The audio and video server is restarting/;

/** Only new pictures count from now on. */
const forget = (page) => page.evaluate(() => document.querySelectorAll('video').forEach((video) => delete video.dataset.firstSeen));

async function seeEachOther() {
  await Promise.all([ana, zoe].map(({ page }) => forget(page)));
  await Promise.all([seesVideo(ana.page, await identityOf(zoe.page)), seesVideo(zoe.page, await identityOf(ana.page))]);
}

test('LiveKit is killed while groups are open: everybody is back in the room of their group', { timeout: 180_000 }, async (t) => {
  await livekit.kill();
  for (const { page } of everybody()) await page.getByText(gone).first().waitFor({ timeout: 60_000 });
  await livekit.start();
  const from = Date.now();
  await Promise.all(everybody().map(({ page }) => page.getByText(gone).first().waitFor({ state: 'hidden', timeout: 60_000 })));
  await seeEachOther();
  t.diagnostic(`in their groups again ${Date.now() - from} ms after LiveKit was`);
  await hears(ana.page, 1, 'Zoë at Ana');
  assert.equal(await voices(conor.page), 0, 'Conor hears another group');
  assert.equal(await voices(teacher.page), 0, 'the teacher hears a group in the main room');
});

test('the app is killed while groups are open: everybody is in their group again, and draws', { timeout: 180_000 }, async (t) => {
  const lost = 'Reconnecting… What you write is kept; audio and video go on.';
  await demo.kill('SIGKILL');
  for (const { page } of everybody()) await page.getByText(lost).waitFor({ timeout: 30_000 });
  await demo.start();
  const from = Date.now();
  await Promise.all(everybody().map(({ page }) => page.getByText(lost).waitFor({ state: 'hidden', timeout: 60_000 })));
  for (const [{ page }, group] of [[ana, 'Group 2'], [zoe, 'Group 2'], [conor, 'Group 3']]) await isIn(page, group);
  t.diagnostic(`in their groups again ${Date.now() - from} ms after the app was`);
  await seeEachOther();
  await Promise.all([board(ana.page), board(zoe.page)]);
  const drawn = await ink(zoe.page);
  await draw(ana.page, [0.6, 0.48], [0.2, 0.72]);
  await eventually(async () => (await ink(zoe.page)) > drawn + 20, { what: 'what Ana has drawn', within: 30_000 });
  await drawnOn(teacher.page, 'Group 2');
});

const noteOf = async (page) => (await panel(page, 'Notes')).getByRole('textbox', { name: 'Shared notes' });

test('what a group notes is there for all of it', { timeout: 60_000 }, async () => {
  const [writer, reader] = [await noteOf(ana.page), await noteOf(zoe.page)];
  await writer.click();
  await writer.pressSequentially('The angle is 40 degrees');
  await reader.getByText('The angle is 40 degrees').waitFor();
});

/** What was written in class is there, in rooms that are so many groups and the main room. */
async function readsOn(page, name, groups) {
  const written = page.getByRole('region', { name: 'Chat and notes' });
  const chat = written.getByRole('region', { name: 'Chat' });
  await message(page, 'We begin with the angle').waitFor({ timeout: 30_000 });
  const room = chat.getByRole('combobox', { name: 'Messages from' });
  assert.equal(await room.getByRole('option').count(), 2 + groups, name);
  await room.selectOption({ label: 'Group 1' });
  await message(page, 'I am alone here').waitFor();
  assert.equal(await message(page, 'We begin with the angle').count(), 0, name);
  const notes = written.getByRole('region', { name: 'Notes' });
  const whose = notes.getByRole('combobox', { name: 'Whose notes' });
  if (await whose.count()) await whose.selectOption({ label: 'Notes of Group 2' });
  await notes.getByText('The angle is 40 degrees').waitFor({ timeout: 30_000 });
  await room.selectOption({ label: 'All rooms' });
  await written.scrollIntoViewIfNeeded();
  await looks(page, `167-written-${name}`);
}

test('after the class what the groups drew is on its page, for the teacher and for members', { timeout: 120_000 }, async () => {
  await teacher.page.getByRole('button', { name: 'Leave', exact: true }).click();
  await teacher.page.getByRole('button', { name: 'End class for everyone' }).click();
  await ana.page.getByRole('heading', { name: 'Class has ended' }).waitFor();
  await teacher.page.getByRole('link', { name: 'Open report' }).click();
  for (const [{ page }, name] of [[teacher, 'report'], [ana, 'end'], [conor, 'end-phone']]) {
    const kept = page.getByRole('region', { name: 'Board', exact: true });
    await kept.waitFor({ timeout: 30_000 });
    await kept.scrollIntoViewIfNeeded();
    await looks(page, `166-${name}`);
    const cards = await kept.getByRole('button', { name: /Page 1$/ }).allTextContents();
    assert.deepEqual(cards.toSorted(), ['Group 2: Page 1', 'Group 3: Page 1'], name);
    await kept.getByRole('button', { name: /Group 2: Page 1$/ }).click();
    await page.getByRole('dialog').getByRole('heading', { name: /Group 2: Page 1$/ }).waitFor();
    await eventually(() => page.getByRole('dialog').locator('svg path').count(), { what: 'what Group 2 has drawn' });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // The end has closed the groups: their boards are on a page, as after a close.
    await kept.getByRole('button', { name: /Boards of the groups$/ }).click();
    const frames = page.getByRole('dialog').getByRole('group', { name: 'Boards of the groups' });
    await eventually(() => page.getByRole('dialog').locator('svg g[class*="art"] path').count(), { what: 'the drawings in their frames' });
    await looks(page, `168-frames-${name}`);
    await frames.getByRole('button', { name: 'Open the board of Group 3' }).click();
    await page.getByRole('dialog').getByRole('heading', { name: /Group 3: Page 1$/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  for (const [{ page }, name, groups] of [[teacher, 'report', 3], [ana, 'end', 2], [conor, 'end-phone', 3]]) await readsOn(page, name, groups);
  for (const { requests } of everybody()) assert.deepEqual(hostsOf(requests).filter((host) => host !== '127.0.0.1' && host !== 'localhost'), []);
});
