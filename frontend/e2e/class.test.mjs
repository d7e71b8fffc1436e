// What a class does together, in two real browsers: chat with a file, a hand that opens a microphone, a poll whose points
// reach the report, notes that two write at once, a timer; and most of it again without LiveKit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations } from './helpers/axe.mjs';
import { launchBrowser } from './helpers/browser.mjs';
import { allowDevices, fromCourse } from './helpers/class.mjs';
import { scrollsSideways } from './helpers/media.mjs';
import { shot, startDemo, startLiveKit } from './helpers/world.mjs';

let livekit;
let demo;
let browser;
let teacher;
let learner;

before(async () => {
  livekit = await startLiveKit();
  demo = await startDemo({ livekit });
  browser = await launchBrowser({ fakeDeviceFps: 5 });
  teacher = await fromCourse(browser, demo.teacher);
  await allowDevices(teacher.page);
  await teacher.page.getByRole('button', { name: 'Start class' }).click();
  await teacher.page.getByRole('toolbar', { name: 'Class controls' }).waitFor();
  learner = await fromCourse(browser, demo.learner, { width: 390, height: 800 });
  await allowDevices(learner.page);
  await learner.page.getByRole('button', { name: 'Join class' }).click();
  await learner.page.getByRole('toolbar', { name: 'Class controls' }).waitFor();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await livekit?.stop();
});

async function clean(page, name) {
  await shot(page, name);
  assert.deepEqual(await violations(page), [], `axe on ${name}`);
  assert.equal(await scrollsSideways(page), false, `${name} scrolls sideways`);
}

/** Shows a tab of the side panel. */
async function tab(page, name) {
  const list = page.getByRole('tab', { name });
  if ((await list.count()) === 0) {
    const button = page.getByRole('toolbar', { name: 'Class controls' }).getByRole('button', { name });
    if ((await button.count()) > 0) await button.first().click();
    else await page.keyboard.press({ Chat: 'c', Polls: 'l', Notes: 'n', People: 'p' }[name]);
  }
  // A notice that rests under the pointer stays where it is.
  await page.mouse.move(0, 0);
  if ((await page.getByRole('tab', { name }).getAttribute('aria-selected')) !== 'true') await page.getByRole('tab', { name }).click();
}

async function say(page, text) {
  await page.getByRole('textbox', { name: 'Write a message' }).fill(text);
  await page.keyboard.press('Enter');
}

test('chat: a message with a file, an answer, and what only teachers see', { timeout: 120_000 }, async () => {
  await tab(teacher.page, 'Chat');
  await tab(learner.page, 'Chat');
  await learner.page.locator('input[type=file]').setInputFiles({ name: 'homework.txt', mimeType: 'text/plain', buffer: Buffer.from('My homework\n') });
  await learner.page.getByText('homework.txt').first().waitFor();
  await say(learner.page, 'Here is $a^2 + b^2$');
  await teacher.page.getByText('homework.txt').first().waitFor();
  await teacher.page.locator('.katex').first().waitFor();
  await say(teacher.page, 'Thank you!');
  await learner.page.getByText('Thank you!').first().waitFor();
  await teacher.page.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Teachers' });
  await say(teacher.page, 'Only for the staff room');
  await teacher.page.getByText('Only for the staff room').first().waitFor();
  await teacher.page.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Everyone' });
  await say(teacher.page, 'And on we go');
  await learner.page.getByText('And on we go').first().waitFor();
  assert.equal(await learner.page.getByText('Only for the staff room').count(), 0);
  await clean(teacher.page, '30-chat-teacher');
  await clean(learner.page, '31-chat-learner-phone');
});

test('a hand in the queue becomes a voice, and the microphone is taken back', { timeout: 120_000 }, async () => {
  await tab(teacher.page, 'People');
  await teacher.page.getByRole('switch', { name: 'Students may speak freely' }).locator('xpath=ancestor-or-self::label').click();
  const controls = learner.page.getByRole('toolbar', { name: 'Class controls' });
  await controls.getByRole('button', { name: /^Raise your hand to speak/ }).waitFor();
  await learner.page.keyboard.press('Escape');
  await controls.getByRole('button', { name: 'Raise hand' }).click();
  await teacher.page.getByRole('button', { name: /^Let speak:/ }).waitFor();
  await clean(teacher.page, '32-hand-queue');
  await teacher.page.getByRole('button', { name: /^Let speak:/ }).click();
  await learner.page.getByText('You may speak now').first().waitFor();
  await clean(learner.page, '33-may-speak-phone');
  await learner.page.getByRole('button', { name: 'Switch on microphone' }).first().click();
  await controls.getByRole('button', { name: 'Microphone', exact: true }).waitFor();
  await teacher.page.getByRole('switch', { name: 'Students may speak freely' }).locator('xpath=ancestor-or-self::label').click();
});

test('a poll in three clicks, on everybody\'s stage', { timeout: 120_000 }, async () => {
  await tab(teacher.page, 'Polls');
  await teacher.page.getByRole('button', { name: 'New poll' }).click();
  await shot(teacher.page, '34-new-poll');
  await teacher.page.getByText('Yes / No').click();
  await teacher.page.getByRole('button', { name: 'Open', exact: true }).click();
  const card = learner.page.getByRole('complementary').filter({ has: learner.page.getByRole('radio') });
  await card.waitFor();
  await clean(learner.page, '35-poll-learner-phone');
  await card.getByRole('radio').first().focus();
  await learner.page.keyboard.press('1');
  await learner.page.keyboard.press('Enter');
  await teacher.page.getByText('1 of 1 answered').waitFor();
  await teacher.page.getByRole('button', { name: 'Close poll' }).click();
  await teacher.page.getByRole('button', { name: /stage/i }).first().click();
  await learner.page.getByRole('region', { name: /On stage|stage/i }).first().waitFor();
  await clean(teacher.page, '36-poll-on-stage');
});

test('notes that two write at once, and a timer', { timeout: 120_000 }, async () => {
  await tab(teacher.page, 'Notes');
  await tab(learner.page, 'Notes');
  const [one, two] = [teacher.page, learner.page].map((page) => page.locator('.ProseMirror'));
  await one.waitFor();
  await two.waitFor();
  await one.click();
  await teacher.page.keyboard.type('Pythagoras ');
  await two.getByText('Pythagoras').waitFor();
  await two.click();
  await learner.page.keyboard.press('Control+End');
  await Promise.all([learner.page.keyboard.type('was right.'), teacher.page.keyboard.press('Control+Home')]);
  await one.getByText('was right.').waitFor();
  await clean(teacher.page, '37-notes');
  await teacher.page.getByRole('toolbar', { name: 'Class controls' }).getByRole('button', { name: 'Start timer' }).click();
  await teacher.page.getByRole('dialog').getByRole('button', { name: '5 minutes' }).click();
  await learner.page.getByText(/4:5\d|5:00/).first().waitFor();
  await clean(learner.page, '38-timer-phone');
});

test('without LiveKit the class goes on', { timeout: 120_000 }, async () => {
  await livekit.kill();
  await tab(teacher.page, 'Chat');
  await tab(learner.page, 'Chat');
  await say(learner.page, 'Do you still read me?');
  await teacher.page.getByText('Do you still read me?').first().waitFor();
  await say(teacher.page, 'Loud and clear, in writing');
  await learner.page.getByText('Loud and clear, in writing').first().waitFor();
  await shot(teacher.page, '39-without-livekit');
});
