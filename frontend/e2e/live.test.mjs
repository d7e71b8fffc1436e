// The live side of a class in four real browsers' pages: chat, hands, polls, stage, notes and timer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hostsOf, launchBrowser } from './helpers/browser.mjs';
import { hearsSomebody } from './helpers/media.mjs';
import { clean, enter, message, panel, tool, write } from './helpers/live.mjs';
import { eventually, shot, startDemo } from './helpers/world.mjs';

let demo;
let browser;
let teacher;
let assistant;
let ana;
let zoe;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser({ fakeDeviceFps: 5 });
  teacher = await enter(browser, demo, 'teacher');
  assistant = await enter(browser, demo, 'assistant');
  ana = await enter(browser, demo, 'learner1', { devices: true });
  zoe = await enter(browser, demo, 'learner2', { width: 360, height: 740, phone: true });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('chat: a message, a reply with a file, and what only teachers see', { timeout: 120_000 }, async () => {
  await write(ana.page, 'Is 7 prime? $7 = 7 \\cdot 1$');
  const chat = await panel(teacher.page, 'Chat');
  const asked = message(teacher.page, 'Is 7 prime?');
  await asked.waitFor();
  await asked.hover();
  await asked.getByRole('button', { name: /^Actions for the message/ }).click();
  await teacher.page.getByRole('menuitem', { name: 'Reply' }).click();
  const chosen = teacher.page.waitForEvent('filechooser');
  await chat.getByRole('button', { name: 'Attach files' }).click();
  await (await chosen).setFiles({ name: 'primes.txt', mimeType: 'text/plain', buffer: Buffer.from('2, 3, 5, 7, 11\n') });
  await write(teacher.page, 'Yes. Here is a list.');
  const answer = message(ana.page, 'Yes. Here is a list.');
  await answer.getByText('Is 7 prime?').waitFor();
  await answer.getByText('primes.txt').waitFor();
  const saved = ana.page.waitForEvent('download');
  await answer.getByRole('button', { name: /primes\.txt|Download/ }).first().click();
  assert.equal((await saved).suggestedFilename(), 'primes.txt');
  await write(teacher.page, 'Zoë needs more time.', 'Teachers');
  await message(await seen(assistant.page), 'Zoë needs more time.').getByText('Teachers only').waitFor();
  await write(teacher.page, 'Now the next one.', 'Everyone');
  await message(ana.page, 'Now the next one.').waitFor();
  assert.equal(await message(ana.page, 'Zoë needs more time.').count(), 0, 'a learner saw what is for teachers');
  await clean(teacher.page, '60-chat');
  await panel(zoe.page, 'Chat');
  await message(zoe.page, 'Now the next one.').waitFor();
  assert.equal(await message(zoe.page, 'Zoë needs more time.').count(), 0);
  await clean(zoe.page, '61-chat-phone');
  await zoe.page.getByRole('button', { name: 'Close panel' }).click();
});

async function seen(page) {
  await panel(page, 'Chat');
  return page;
}

test('a poll in three clicks, answered by both learners', { timeout: 120_000 }, async () => {
  const polls = await panel(teacher.page, 'Polls');
  await polls.getByRole('button', { name: 'New poll' }).click();
  await polls.getByText('Yes / No').click();
  await shot(teacher.page, '62-poll-new');
  await polls.getByRole('button', { name: 'Open', exact: true }).click();
  for (const { page } of [ana, zoe]) {
    const card = page.getByRole('complementary', { name: 'A poll is open' });
    await card.getByRole('radio', { name: 'Yes' }).check();
    if (page === zoe.page) await clean(page, '63-poll-card-phone');
    await card.getByRole('button', { name: 'Send answer' }).click();
    await card.waitFor({ state: 'hidden' });
  }
  await polls.getByText('2 of 2 answered').waitFor();
  await polls.getByText(/2 \(100/).waitFor();
  await polls.getByRole('button', { name: 'Close poll' }).click();
  await polls.getByText('Closed', { exact: true }).waitFor();
});

test('a quiz question with a right answer, on stage', { timeout: 120_000 }, async () => {
  const polls = await panel(teacher.page, 'Polls');
  await polls.getByRole('button', { name: 'New poll' }).click();
  await polls.getByRole('button', { name: 'Write a poll' }).click();
  const dialog = teacher.page.getByRole('dialog', { name: 'Write a poll' });
  await dialog.getByLabel('Question', { exact: true }).fill('Which is prime?');
  await dialog.getByRole('textbox', { name: 'Option 1' }).fill('51');
  await dialog.getByRole('textbox', { name: 'Option 2' }).fill('53');
  await dialog.getByRole('button', { name: 'Remove option 3' }).click();
  await dialog.getByText('There is a right answer').click();
  await dialog.getByRole('radio', { name: 'Option 2 is right' }).check();
  await clean(teacher.page, '64-poll-editor');
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  const card = ana.page.getByRole('complementary', { name: 'A poll is open' });
  await clean(ana.page, '65-poll-card');
  await card.getByRole('radio', { name: '53' }).check();
  await card.getByRole('button', { name: 'Send answer' }).click();
  const other = zoe.page.getByRole('complementary', { name: 'A poll is open' });
  await other.getByRole('radio', { name: '51' }).check();
  await other.getByRole('button', { name: 'Send answer' }).click();
  const running = polls.getByRole('article', { name: 'Which is prime?' });
  await running.getByText('2 of 2 answered').waitFor();
  await running.getByRole('button', { name: 'Close poll' }).click();
  await running.getByRole('button', { name: 'Show right answer' }).click();
  await running.getByRole('button', { name: 'On stage' }).click();
  const stage = ana.page.getByRole('main');
  await stage.getByRole('heading', { name: 'Which is prime?' }).waitFor();
  await clean(teacher.page, '66-poll-stage-teacher');
  await clean(ana.page, '67-poll-stage');
  await clean(zoe.page, '68-poll-stage-phone');
  const own = await panel(ana.page, 'Polls');
  await own.getByText('Your quiz: 1 of 1 points in 1 question').waitFor();
  await clean(ana.page, '69-polls-learner');
  await stage.getByRole('button', { name: 'Look around freely' }).click();
  await stage.getByRole('heading', { name: 'Which is prime?' }).waitFor({ state: 'hidden' });
  await stage.getByRole('button', { name: 'Look at the stage' }).click();
  await stage.getByRole('heading', { name: 'Which is prime?' }).waitFor();
  await teacher.page.getByRole('main').getByRole('button', { name: 'Take off stage' }).click();
  await stage.getByRole('heading', { name: 'Which is prime?' }).waitFor({ state: 'hidden' });
});

test('a raised hand ends at a live microphone that LiveKit carries', { timeout: 120_000 }, async () => {
  const people = await panel(teacher.page, 'People');
  // Switches are labels around a hidden input: what is seen is pressed.
  await people.getByText('Students may speak freely').click();
  await ana.page.getByText('Raise your hand to speak. Your teacher gives you the microphone.').waitFor();
  const microphone = ana.page.getByRole('toolbar').getByRole('button', { name: /Raise your hand to speak/ });
  await microphone.waitFor();
  assert.equal(await microphone.isDisabled(), true, 'the microphone waits for the right');
  await eventually(() => hearsSomebody(teacher.page).then((live) => !live), { what: 'silence from Ana', within: 20_000 });
  await tool(zoe.page, /^Raise hand/);
  await people.getByRole('button', { name: 'Let speak: Zoë Müller' }).waitFor();
  await tool(ana.page, /^Raise hand/);
  await people.getByRole('button', { name: 'Let speak: Ana García' }).waitFor();
  await clean(teacher.page, '70-hands');
  await people.getByRole('button', { name: 'Let speak: Ana García' }).click();
  await ana.page.getByText('You may speak now.').first().waitFor();
  await clean(ana.page, '71-may-speak');
  await ana.page.getByRole('button', { name: 'Switch on microphone' }).click();
  await eventually(() => hearsSomebody(teacher.page), { what: 'sound from Ana at the teacher', within: 30_000 });
  await people.getByRole('button', { name: 'End turn: Ana García' }).click();
  await eventually(() => hearsSomebody(teacher.page).then((live) => !live), { what: 'the end of Ana’s turn', within: 20_000 });
  await people.getByRole('button', { name: 'Lower the hand of Zoë Müller' }).click();
  await people.getByText('Students may speak freely').click();
});

test('reactions rise over the class', { timeout: 60_000 }, async () => {
  await tool(ana.page, /^Reactions/);
  await ana.page.getByRole('button', { name: 'Applause' }).click();
  await teacher.page.locator('[data-emoji="👏"]').waitFor();
  await clean(ana.page, '72-reactions');
  await ana.page.keyboard.press('Escape');
});

test('shared notes, written by two at once, locked and put on stage', { timeout: 120_000 }, async () => {
  const mine = (await panel(teacher.page, 'Notes')).getByRole('textbox', { name: 'Shared notes' });
  const theirs = (await panel(ana.page, 'Notes')).getByRole('textbox', { name: 'Shared notes' });
  await Promise.all([mine.waitFor(), theirs.waitFor()]);
  await mine.click();
  await teacher.page.keyboard.type('Primes');
  await teacher.page.keyboard.press('Enter');
  await theirs.getByText('Primes').waitFor();
  await theirs.click();
  await ana.page.keyboard.press('Control+End');
  await ana.page.keyboard.press('Enter');
  await Promise.all([teacher.page.keyboard.type('2 is even and prime. ', { delay: 20 }), ana.page.keyboard.type('53 is prime.', { delay: 20 })]);
  await eventually(async () => {
    const [one, two] = await Promise.all([mine, theirs].map(written));
    return one === two && one.includes('53 is prime.') && one.includes('2 is even and prime.');
  }, { what: 'the same text for both' });
  await clean(teacher.page, '73-notes');
  await (await panel(teacher.page, 'Notes')).getByText('Only teachers can write').click();
  await ana.page.getByText('A teacher has locked the notes. You can read them.').first().waitFor();
  assert.equal(await theirs.getAttribute('aria-readonly'), 'true');
  await clean(ana.page, '74-notes-locked');
  await teacher.page.getByRole('complementary').getByRole('button', { name: 'Put on stage' }).click();
  await zoe.page.getByRole('main').getByText('Primes').waitFor();
  await clean(zoe.page, '75-notes-stage-phone');
  await teacher.page.getByRole('complementary').getByRole('button', { name: 'Take off stage' }).click();
  await (await panel(teacher.page, 'Notes')).getByText('Only teachers can write').click();
});

/** The text alone: the others' carets with their names stand in it and are no part of it. */
function written(editor) {
  return editor.evaluate((element) => {
    const copy = element.cloneNode(true);
    for (const caret of copy.querySelectorAll('[aria-hidden="true"]')) caret.remove();
    return copy.textContent.replace(/\u2060/g, '');
  });
}

test('a person on stage, and a timer in the header', { timeout: 120_000 }, async () => {
  const people = await panel(teacher.page, 'People');
  await people.getByRole('button', { name: 'Actions for Ana García' }).click();
  await teacher.page.getByRole('menuitem', { name: 'Put on stage' }).click();
  await zoe.page.getByRole('main').getByText('You follow the stage').waitFor();
  await clean(teacher.page, '76-person-stage');
  await clean(zoe.page, '77-person-stage-phone');
  await teacher.page.getByRole('main').getByRole('button', { name: 'Take off stage' }).click();
  await tool(teacher.page, /^Start timer/);
  const dialog = teacher.page.getByRole('dialog', { name: 'Start timer' });
  await dialog.getByLabel('What it is for').fill('Exercise 3');
  await clean(teacher.page, '78-timer-dialog');
  await dialog.getByRole('button', { name: '5 minutes' }).click();
  for (const { page } of [ana, zoe]) await page.getByRole('banner').getByText(/^4:5\d$/).waitFor();
  await clean(teacher.page, '79-timer');
  await clean(zoe.page, '80-timer-phone');
  await teacher.page.getByRole('button', { name: /Timer options/ }).click();
  await teacher.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await ana.page.getByRole('banner').getByText('Exercise 3').waitFor({ state: 'hidden' });
});

test('the quiz is in the report, and no page complained', { timeout: 120_000 }, async () => {
  await teacher.page.getByRole('button', { name: 'Leave' }).click();
  await teacher.page.getByRole('button', { name: 'End class for everyone' }).click();
  await teacher.page.getByRole('link', { name: 'Open report' }).click();
  const quiz = teacher.page.getByRole('article', { name: 'Which is prime?' });
  await quiz.waitFor({ timeout: 30_000 });
  await teacher.page.getByRole('columnheader', { name: 'Quiz' }).waitFor({ timeout: 60_000 });
  await teacher.page.getByRole('button', { name: /Ana García/ }).click();
  await teacher.page.getByText('1 of 1 points in 1 question').waitFor();
  await quiz.scrollIntoViewIfNeeded();
  await clean(teacher.page, '81-report-quiz');
  await ana.page.getByRole('link', { name: 'My attendance' }).click();
  await ana.page.getByText('Your quiz: 1 of 1 points in 1 question').waitFor();
  await clean(ana.page, '82-report-quiz-learner');
  for (const person of [teacher, assistant, ana, zoe]) {
    assert.deepEqual(hostsOf(person.requests).filter((host) => host !== '127.0.0.1' && host !== 'localhost'), []);
    assert.deepEqual(person.complaints.filter((text) => !/favicon/.test(text)), []);
  }
});
