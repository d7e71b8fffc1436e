// The live class while LiveKit is dead: everything but sound and pictures goes on. One part is done by keyboard alone, and the
// panels are looked at in the dark and from right to left.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { launchBrowser } from './helpers/browser.mjs';
import { fromCourse } from './helpers/class.mjs';
import { clean, enter, message, panel, tool, write } from './helpers/live.mjs';
import { eventually, shot, startDemo, startLiveKit } from './helpers/world.mjs';

const arabic = JSON.parse(readFileSync(new URL('../src/shared/i18n/ar.json', import.meta.url), 'utf8'));

let livekit;
let demo;
let browser;
let teacher;
let ana;

before(async () => {
  livekit = await startLiveKit();
  demo = await startDemo({ livekit });
  browser = await launchBrowser({ fakeDeviceFps: 5 });
  teacher = await enter(browser, demo, 'teacher', { dark: true });
  ana = await enter(browser, demo, 'learner1');
  await livekit.kill();
  for (const { page } of [teacher, ana]) await page.getByText(/Audio and video are reconnecting|The audio and video server is restarting/).first().waitFor({ timeout: 30_000 });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await livekit?.stop();
});

test('chat with a file, without LiveKit', { timeout: 120_000 }, async () => {
  const chat = await panel(ana.page, 'Chat');
  const chosen = ana.page.waitForEvent('filechooser');
  await chat.getByRole('button', { name: 'Attach files' }).click();
  await (await chosen).setFiles({ name: 'homework.txt', mimeType: 'text/plain', buffer: Buffer.from('My homework\n') });
  await write(ana.page, 'Do you still read me?');
  await panel(teacher.page, 'Chat');
  await message(teacher.page, 'Do you still read me?').getByText('homework.txt').waitFor();
  await write(teacher.page, 'In writing, yes.');
  await message(ana.page, 'In writing, yes.').waitFor();
  await clean(teacher.page, '40-nomedia-chat-dark');
});

test('a hand, a poll, notes and a timer, without LiveKit', { timeout: 120_000 }, async () => {
  await tool(ana.page, /^Raise hand/);
  const people = await panel(teacher.page, 'People');
  await people.getByRole('button', { name: 'Let speak: Ana García' }).click();
  await ana.page.getByText('You may speak now.').first().waitFor();
  await people.getByRole('button', { name: 'End turn: Ana García' }).click();
  await clean(teacher.page, '41-nomedia-people-dark');
  const polls = await panel(teacher.page, 'Polls');
  await polls.getByRole('button', { name: 'New poll' }).click();
  await polls.getByText('Yes / No').click();
  await polls.getByRole('button', { name: 'Open', exact: true }).click();
  const card = ana.page.getByRole('complementary', { name: 'A poll is open' });
  await card.getByRole('radio', { name: 'Yes' }).check();
  await card.getByRole('button', { name: 'Send answer' }).click();
  await polls.getByText('1 of 1 answered').waitFor();
  await clean(teacher.page, '42-nomedia-poll-dark');
  await polls.getByRole('button', { name: 'Close poll' }).click();
  await polls.getByRole('button', { name: 'On stage' }).click();
  await ana.page.getByRole('main').getByText('1 (100%)').waitFor();
  await teacher.page.getByRole('main').getByRole('button', { name: 'Take off stage' }).click();
  const mine = (await panel(teacher.page, 'Notes')).getByRole('textbox', { name: 'Shared notes' });
  const theirs = (await panel(ana.page, 'Notes')).getByRole('textbox', { name: 'Shared notes' });
  await mine.click();
  await teacher.page.keyboard.type('Pythagoras');
  await theirs.getByText('Pythagoras').waitFor();
  await clean(teacher.page, '43-nomedia-notes-dark');
  await tool(teacher.page, /^Start timer/);
  await teacher.page.getByRole('dialog', { name: 'Start timer' }).getByRole('button', { name: '5 minutes' }).click();
  await ana.page.getByRole('banner').getByText(/^4:5\d$/).waitFor();
  await clean(teacher.page, '44-nomedia-timer-dark');
});

/** Presses Tab until what has the focus matches. */
async function tabTo(page, what, selector) {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    if (await page.evaluate((css) => document.activeElement?.matches(css) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  await shot(page, '49-keyboard-lost');
  throw new Error(`${what} isn't reached by Tab`);
}

test('by keyboard alone: a message, a hand, an answer, a line of the notes', { timeout: 120_000 }, async () => {
  const { page } = ana;
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('p'); // another panel, so that the next key opens the chat
  await page.keyboard.press('c');
  await tabTo(page, 'the message', 'textarea');
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await panel(teacher.page, 'Chat');
  await message(teacher.page, 'By keyboard').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('complementary', { name: 'Chat', exact: true }).waitFor({ state: 'hidden' });
  await page.keyboard.press('h');
  await page.getByRole('toolbar').getByRole('button', { name: /^Lower hand/ }).waitFor();
  await page.keyboard.press('h');
  await page.getByRole('toolbar').getByRole('button', { name: /^Raise hand/ }).waitFor();
  const desk = teacher.page;
  await desk.evaluate(() => document.activeElement?.blur());
  await desk.keyboard.press('p');
  await desk.keyboard.press('l');
  await tabTo(desk, 'a new poll', 'button[data-first-focus], [data-first-focus] button');
  await desk.keyboard.press('Enter');
  await tabTo(desk, 'the kinds of polls', 'input[name="poll-kind"]');
  await desk.keyboard.press('ArrowRight');
  await tabTo(desk, 'the way to open it', 'button[type="submit"]');
  await desk.keyboard.press('Enter');
  const card = page.getByRole('complementary', { name: 'A poll is open' });
  await card.waitFor();
  await tabTo(page, 'the answers', 'aside input[type="radio"]');
  await page.keyboard.press('2');
  await tabTo(page, 'the way to send it', 'aside button[type="submit"]');
  await page.keyboard.press('Enter');
  await card.waitFor({ state: 'hidden' });
  await desk.getByText('1 of 1 answered').waitFor();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('p');
  await page.keyboard.press('n');
  await tabTo(page, 'the notes', '.ProseMirror');
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' was right');
  await eventually(async () => (await (await panel(desk, 'Notes')).getByText('was right').count()) > 0, { what: 'the line at the teacher' });
});

test('the panels from right to left, in the dark and on a phone', { timeout: 120_000 }, async () => {
  const zoe = await fromCourse(browser, `${demo.lms}/course?as=learner2`, { locale: 'ar', dark: true, width: 390, height: 800 });
  await zoe.page.getByRole('button', { name: arabic.device.skip }).click();
  await zoe.page.getByRole('button', { name: arabic.lobby.join }).click();
  await zoe.page.getByRole('toolbar').first().waitFor({ timeout: 30_000 });
  for (const [letter, name, shown] of [['c', arabic.chat.title, '45-ar-chat'], ['l', arabic.poll.title, '46-ar-polls'], ['n', arabic.note.title, '47-ar-notes'], ['p', arabic.people.title, '48-ar-people']]) {
    await zoe.page.evaluate(() => document.activeElement?.blur());
    await zoe.page.keyboard.press(letter);
    await zoe.page.getByRole('complementary', { name, exact: true }).waitFor();
    await clean(zoe.page, shown);
  }
  assert.equal(await zoe.page.evaluate(() => document.documentElement.dir), 'rtl');
});
