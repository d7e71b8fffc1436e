// The whole bridge in one go: an LMS registers by itself, a class is added to its course, taught, graded by hand, sent, and
// seen in the gradebook; a learner sees their own line. No step is skipped or done by other means than people have.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { adminLink, connectAndActivate, gradebook, makeInvite, newClass, ofOthers, pasteInvite } from './helpers/bridge.mjs';
import { hostsOf, launchBrowser, openWindow } from './helpers/browser.mjs';
import { clean, enter, message, panel, write } from './helpers/live.mjs';
import { eventually, startDemo } from './helpers/world.mjs';

const title = 'Geometry live';
const [ana, zoe] = ['Ana García', 'Zoë Müller'];
const reason = 'explained the proof at the board';

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Looks at a page in the dark, wide, and as on a phone, and leaves it as it was. */
async function everyWay(page, name) {
  await clean(page, name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await clean(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  for (const [way, size] of [['wide', { width: 1600, height: 1000 }], ['phone', { width: 390, height: 844 }], [null, { width: 1280, height: 800 }]]) {
    await page.setViewportSize(size);
    if (way) await clean(page, `${name}-${way}`);
  }
}

/** What a page says of the parts of a score: each part's name with what was measured, and when. */
const parts = (place) => place.getByRole('listitem').filter({ has: place.locator('b') }).allInnerTexts();

test('from an invite to a grade in the gradebook', { timeout: 420_000 }, async (t) => {
  const people = [];
  const someone = async (options) => {
    const person = await openWindow(browser, { permissions: [], ...options });
    people.push(person);
    return person;
  };
  let first;
  await t.test('an administrator invites the LMS, and it registers by itself', async () => {
    const admin = await someone({ permissions: ['clipboard-read', 'clipboard-write'] });
    await admin.page.goto(await adminLink(demo));
    await admin.page.getByRole('heading', { name: 'Learning platforms', level: 1 }).waitFor();
    const invite = await makeInvite(admin.page, 'School of geometry', (what) => clean(admin.page, `bridge-1-invite-${what}`));
    const lms = await someone();
    const frame = await pasteInvite(lms.page, demo, invite);
    await clean(lms.page, 'bridge-2-register');
    await connectAndActivate(lms.page, frame, (what) => clean(lms.page, `bridge-2-register-${what}`));
    await admin.page.reload();
    await admin.page.getByRole('heading', { name: 'School of geometry' }).waitFor();
    await everyWay(admin.page, 'bridge-3-registered');
  });
  await t.test('the teacher adds a class with two columns from the course', async () => {
    const teacher = await someone({ height: 1000 });
    const { page } = teacher;
    await page.goto(`${demo.lms}/as/teacher`);
    await page.getByRole('link', { name: /^Add an activity with tool 2/ }).click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Add live classes', level: 1 }).waitFor({ timeout: 30_000 });
    const made = newClass(frame, 1);
    await made.getByLabel('Title').fill(title);
    await made.getByLabel('Best score for Attendance').fill('50');
    await made.getByRole('checkbox', { name: 'Participation' }).check();
    await made.getByLabel('Best score for Participation').fill('20');
    await clean(page, 'bridge-4-choose');
    await frame.getByRole('button', { name: 'Add 1 class' }).click();
    await frame.getByRole('heading', { name: 'One activity added' }).waitFor();
    await clean(page, 'bridge-4-added');
    await page.goto(`${demo.lms}/course`);
    await page.getByRole('heading', { name: title }).waitFor();
    await clean(page, 'bridge-5-course');
    first = await gradebook({ course: page }, demo);
    const column = first.lineItems.find((item) => item.label === `${title} — attendance`);
    assert.deepEqual([column?.scoreMaximum, column?.tag], [50, 'lectern-attendance'], 'the column came with the link');
  });
  const [teacher, one, two] = [await enter(browser, demo, 'teacher', { title }), await enter(browser, demo, 'learner1', { title }), await enter(browser, demo, 'learner2', { title })];
  people.push(teacher, one, two);
  const { page } = teacher;
  const cell = (name, activity = 'Attendance') => page.getByRole('button', { name: new RegExp(`${activity} of ${name}: open`) });
  const rest = { ana: '', zoe: '' };

  await t.test('the teacher wants to look at scores first, and teaches', async () => {
    const desk = await teacher.context.newPage();
    await desk.addInitScript((stored) => Object.entries(stored).forEach(([key, value]) => sessionStorage.setItem(key, value)), await page.evaluate(() => ({ ...sessionStorage })));
    await desk.goto(page.url().replace(/\/?$/, '/desk'));
    await desk.getByRole('button', { name: 'Grading rules' }).click();
    const rules = desk.getByRole('dialog', { name: 'Grading rules' });
    await rules.getByText('I look at scores before they are sent').click();
    await rules.getByRole('button', { name: 'Save rules' }).click();
    await rules.waitFor({ state: 'hidden' });
    await desk.close();
    await panel(page, 'Chat');
    await write(one.page, 'Both angles stand on the same arc.');
    await message(page, 'Both angles stand on the same arc.').waitFor();
    await everyWay(page, 'bridge-6-class');
  });
  await t.test('a learner looks at their own scores in class', async () => {
    await panel(one.page, 'Scores');
    await one.page.getByRole('heading', { name: 'My scores' }).waitFor();
    await one.page.getByRole('article').filter({ hasText: 'Participation' }).getByText(/1 of/).first().waitFor({ timeout: 40_000 });
    assert.equal(await one.page.getByRole('article').getByText(zoe).count(), 0, 'nothing of others is there');
    await everyWay(one.page, 'bridge-6-own');
  });
  await t.test('the class ends, and the scores wait on the desk', async () => {
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('button', { name: 'End class for everyone' }).click();
    await page.getByRole('link', { name: 'Open report' }).click();
    await page.getByRole('link', { name: 'Grading desk' }).click();
    await page.getByText('Waits for you').nth(3).waitFor({ timeout: 60_000 });
    await cell(zoe, 'Participation').waitFor();
    await everyWay(page, 'bridge-7-desk');
    const { learners } = await gradebook(teacher, demo);
    assert.deepEqual(learners.flatMap(({ scores }) => scores.filter((s) => s.label.startsWith(title) && s.score !== null)), [], 'nothing was sent yet');
  });
  await t.test('one grade is set by hand with a reason', async () => {
    await cell(zoe).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'What made it' }).waitFor();
    rest.zoe = (await parts(dialog)).join('\n');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await cell(ana).click();
    await dialog.getByRole('heading', { name: 'What made it' }).waitFor();
    rest.ana = (await parts(dialog)).join('\n');
    await dialog.getByRole('button', { name: 'Set a score' }).click();
    await dialog.getByLabel(/^Score/).fill('47');
    await dialog.getByLabel('Reason').fill(reason);
    await dialog.getByRole('button', { name: 'Save score' }).click();
    await dialog.getByText(new RegExp(reason)).first().waitFor();
    await everyWay(page, 'bridge-8-override');
    await dialog.getByRole('button', { name: 'Close' }).click();
  });
  await t.test('all is sent, and the gradebook has it', async () => {
    await page.getByRole('button', { name: /^Send all/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    const score = ({ learners }, name, activity) => learners.find((learner) => learner.name === name)?.scores.find((s) => s.label === `${title} — ${activity}`);
    const book = await eventually(async () => {
      const now = await gradebook(teacher, demo);
      const sent = [score(now, ana, 'attendance'), score(now, ana, 'participation'), score(now, zoe, 'attendance'), score(now, zoe, 'participation')];
      return sent.every((s) => typeof s?.score === 'number') && now;
    }, { what: 'the scores in the gradebook' });
    const mine = score(book, ana, 'attendance');
    assert.equal(mine.score, 47);
    assert.match(mine.comment, new RegExp(reason));
    assert.ok(score(book, zoe, 'attendance').score > 0 && score(book, ana, 'participation').score > 0, 'who was there and wrote has points');
    assert.equal(score(book, ana, 'participation').scoreMaximum, 20);
    assert.equal(book.lineItems.filter((item) => item.label.startsWith(title)).length, 2, 'two columns, each once');
    await page.getByText('Sent', { exact: true }).nth(3).waitFor();
    await clean(page, 'bridge-9-sent');
    const { course } = teacher;
    await course.goto(`${demo.lms}/gradebook`);
    await course.getByRole('row').filter({ hasText: ana }).getByText('47').first().waitFor();
    await everyWay(course, 'bridge-10-gradebook');
  });
  await t.test('each learner sees their own line with the same explanation', async () => {
    for (const [person, name, other] of [[one, 'ana', zoe], [two, 'zoe', ana]]) {
      await person.page.getByRole('link', { name: 'My attendance' }).click();
      await person.page.getByRole('heading', { name: 'My scores' }).waitFor();
      const card = person.page.getByRole('article').filter({ has: person.page.getByRole('heading', { name: 'Attendance' }) });
      await eventually(async () => (await parts(card)).join('\n') === rest[name], { within: 20_000, what: `the explanation of the desk (${rest[name]}) for ${name}` });
      assert.equal(await ofOthers(person.page, other).count(), 0, 'nothing of others is there but what they wrote to everybody');
    }
    await one.page.getByText(new RegExp(reason)).first().waitFor();
    await one.page.getByText(/47/).first().waitFor();
    await everyWay(one.page, 'bridge-11-own');
  });
  await t.test('the gradebook of a learner has their line alone', async () => {
    await one.course.goto(`${demo.lms}/gradebook`);
    await one.course.getByText('47').first().waitFor();
    assert.equal(await one.course.getByText(zoe).count(), 0);
    await clean(one.course, 'bridge-12-own-gradebook');
  });
  await t.test('no request left the machine and no page complained', () => {
    for (const person of people) {
      assert.deepEqual(hostsOf(person.requests).filter((host) => host !== '127.0.0.1' && host !== 'localhost'), []);
      assert.deepEqual(person.complaints.filter((text) => !/favicon|403/.test(text)), []);
    }
  });
});
