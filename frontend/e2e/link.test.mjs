// A teacher adds two classes to a course by Deep Linking, in the LMS's frame; one of them is opened; a gradebook opens records.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newClass } from './helpers/bridge.mjs';
import { hostsOf, launchBrowser, openWindow } from './helpers/browser.mjs';
import { clean as looks } from './helpers/live.mjs';
import { shot, startDemo } from './helpers/world.mjs';

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

/** Looks at a page from its top. */
async function clean(page, name) {
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  await looks(page, name);
}

/** The page on which a teacher chooses, in a window of its own. */
async function choosing(options) {
  const person = await openWindow(browser, { permissions: [], ...options });
  await person.page.goto(`${demo.lms}/as/teacher`);
  await person.page.goto(`${demo.lms}/course/add/launch?target=window`);
  await person.page.waitForURL(`${demo.url}/choose`);
  await person.page.getByRole('heading', { level: 1 }).waitFor();
  return person;
}

/** The login that the page's tab keeps. */
const loginOf = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem('lectern.login')));

test('two classes are added to a course and one is opened', { timeout: 240_000 }, async (t) => {
  let teacher;
  await t.test('in the frame: two new classes with schedule, entry and columns', async () => {
    teacher = await openWindow(browser, { permissions: [], width: 1280, height: 1000 });
    const { page } = teacher;
    await page.goto(`${demo.lms}/as/teacher`);
    await page.getByRole('link', { name: 'Add an activity' }).click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Add live classes', level: 1 }).waitFor({ timeout: 30_000 });
    await frame.getByText('Algebra 1').first().waitFor();
    await shot(page, '120-choose-framed');
    await frame.getByRole('button', { name: 'Add 1 class' }).click();
    await frame.getByText('Give it a title of at most 200 characters.').waitFor();
    const first = newClass(frame, 1);
    await first.getByLabel('Title').fill('Algebra live');
    await first.getByLabel('Kind of class').selectOption('lecture');
    await first.getByLabel('Starts (optional)').fill('2030-09-02T10:00');
    await first.getByLabel('Length in minutes (optional)').fill('45');
    await first.getByLabel('Learners may enter').selectOption('scheduled');
    await first.getByLabel('Minutes before the start').fill('15');
    await first.getByRole('checkbox', { name: 'Participation' }).check();
    await first.getByLabel('Best score for Participation').fill('20');
    await frame.getByRole('button', { name: 'Make another class' }).click();
    await newClass(frame, 2).getByLabel('Title').fill('Question time');
    await shot(page, '121-choose-framed-filled');
    await frame.getByRole('button', { name: 'Add 2 classes' }).click();
    await frame.getByRole('heading', { name: '2 activities added' }).waitFor();
    await shot(page, '122-added');
    await page.goto(`${demo.lms}/course`);
    await page.getByRole('heading', { name: 'Algebra live' }).waitFor();
    await page.getByText('Graded, 100 points').first().waitFor();
  });
  await t.test('the first is the class that was planned: learners wait for its time', async () => {
    const { page } = teacher;
    const opened = teacher.context.waitForEvent('page');
    await page.getByRole('link', { name: /Open in a new window.*Algebra live/ }).click();
    const room = await opened;
    await room.getByRole('heading', { name: 'Algebra live' }).waitFor({ timeout: 30_000 });
    await room.getByRole('button', { name: 'Start class' }).click();
    await room.waitForURL(/\/s\//);
    const learner = await openWindow(browser, { permissions: [] });
    await learner.page.goto(`${demo.lms}/as/learner1`);
    const entered = learner.context.waitForEvent('page');
    await learner.page.getByRole('link', { name: /Open in a new window.*Algebra live/ }).click();
    const lobby = await entered;
    await lobby.getByRole('button', { name: 'Join class' }).click({ timeout: 30_000 });
    await lobby.getByRole('heading', { name: 'This class isn’t open yet' }).waitFor({ timeout: 30_000 });
    await clean(lobby, '123-not-open-yet');
    const { classroomId, me } = await loginOf(lobby);
    await learner.context.close();
    for (const [name, size, url] of [['128-record', {}, `/c/${classroomId}/people/${me.userId}`], ['129-record-unknown', {}, `/c/${classroomId}/people/-`], ['130-record-phone', { width: 390, height: 844 }, `/c/${classroomId}/people/${me.userId}`]]) {
      if (size.width) await room.setViewportSize(size);
      await room.goto(demo.url + url);
      await room.getByRole('heading', { level: 1 }).waitFor();
      await clean(room, name);
    }
    await room.getByText('Was not in this class.').or(room.getByText('Absent')).or(room.getByText(/^In class for/)).first().waitFor();
    await room.close();
  });
  await t.test('a learner can add nothing, and is told so', async () => {
    const learner = await openWindow(browser, { permissions: [] });
    await learner.page.goto(`${demo.lms}/as/learner1`);
    assert.equal(await learner.page.getByRole('link', { name: 'Add an activity' }).count(), 0);
    await learner.context.close();
  });
  await t.test('wide, dark, on a phone and in Arabic', async () => {
    const wide = await choosing({ width: 1600, height: 1000 });
    await wide.page.getByRole('checkbox', { name: /Algebra live/ }).check();
    await wide.page.getByRole('button', { name: 'Make a new class' }).click();
    await newClass(wide.page, 1).getByLabel('Starts (optional)').fill('2030-09-02T10:00');
    await clean(wide.page, '124-choose-wide');
    for (const [name, options] of [['125-choose-dark', { dark: true }], ['126-choose-phone', { width: 390, height: 844, phone: true }], ['127-choose-arabic', { locale: 'ar' }]]) {
      const person = await choosing(options);
      await person.page.locator('form button[type=button]').first().click();
      await clean(person.page, name);
      await person.context.close();
    }
    await wide.page.reload();
    await wide.page.getByRole('heading', { name: 'Add live classes' }).waitFor();
    await wide.page.getByRole('button', { name: 'Cancel, add nothing' }).click();
    await wide.page.getByRole('heading', { name: 'Nothing was added' }).waitFor();
    assert.deepEqual(wide.complaints, []);
    assert.deepEqual(hostsOf(wide.requests).sort(), [...new Set([new URL(demo.lms).hostname, new URL(demo.url).hostname])].sort());
    await wide.page.goBack().catch(() => undefined);
    await wide.page.goto(`${demo.url}/choose`);
    await wide.page.getByRole('heading', { name: 'This was sent already' }).waitFor();
    await wide.context.close();
  });
  await teacher.context.close();
});
