// Staff see who is of a course, with groups, and refresh it; the copy of a class takes settings over; a class is planned.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchBrowser, openWindow } from './helpers/browser.mjs';
import { clean as looks } from './helpers/live.mjs';
import { eventually, startDemo } from './helpers/world.mjs';

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

/** Somebody in the lobby of an activity of the course. */
async function enter(who, activity, options = {}) {
  const person = await openWindow(browser, { permissions: [], ...options });
  await person.page.goto(`${demo.lms}/as/${who}`);
  const opened = person.context.waitForEvent('page');
  await person.page.getByRole('link', { name: new RegExp(`Open in a new window.*${activity}`) }).last().click();
  const room = await opened;
  await room.getByRole('heading', { level: 1 }).waitFor({ timeout: 30_000 });
  return { ...person, room };
}

/** The login that the page's tab keeps. */
const loginOf = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem('lectern.login')));

test('who is of a class', { timeout: 240_000 }, async (t) => {
  const teacher = await enter('teacher', 'Live class', { width: 1280, height: 900 });
  const { room } = teacher;
  await t.test('the list of the course, with its groups', async () => {
    await room.getByRole('link', { name: 'People' }).click();
    await room.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    await room.getByText(/^Refreshed .*: 8 people\.$/).waitFor({ timeout: 30_000 });
    await room.getByRole('rowheader', { name: 'Ana García' }).waitFor();
    const zoe = room.getByRole('row', { name: /Zoë Müller/ });
    await zoe.getByText('Extra practice').waitFor();
    await zoe.getByText('Project A').waitFor();
    await zoe.getByText('Hasn’t come yet').waitFor();
    await room.getByRole('heading', { name: 'Project', exact: true }).waitFor();
    await room.getByText('Project A').last().click();
    await clean(room, '140-people');
    await room.getByLabel('Group', { exact: true }).selectOption('g2');
    await room.getByText('2 people', { exact: true }).first().waitFor();
    assert.equal(await room.getByRole('rowheader').count(), 2);
    await room.getByLabel('Group', { exact: true }).selectOption('');
    await room.getByLabel('Find by name').fill('zoe');
    await room.getByText('1 person', { exact: true }).first().waitFor();
    await room.getByLabel('Find by name').fill('nobody at all');
    await room.getByText('Nobody fits that.').waitFor();
    await room.getByLabel('Find by name').fill('');
  });
  await t.test('by the button, who came meanwhile is seen', async () => {
    const learner = await enter('learner2', 'Live class');
    await learner.context.close();
    // By keyboard.
    await room.getByRole('button', { name: 'Refresh now' }).focus();
    await room.keyboard.press('Enter');
    await room.getByRole('row', { name: /Zoë Müller/ }).getByText('Has been here').waitFor();
  });
  await t.test('somebody leaves the course, and is marked', async () => {
    const lms = await openWindow(browser, { permissions: [] });
    await lms.page.goto(`${demo.lms}/as/teacher`);
    await lms.page.goto(`${demo.lms}/course/people`);
    await lms.page.getByRole('button', { name: /^Remove.*Wei Chen$/ }).click();
    await lms.page.getByText('not in the course any more').waitFor();
    await lms.context.close();
    // A list of the same moment isn't asked for again.
    const left = room.getByRole('row', { name: /Wei Chen/ }).getByText('Left the course');
    await eventually(async () => {
      await room.getByRole('button', { name: 'Refresh now' }).click();
      return left.isVisible();
    });
    await room.getByRole('listitem').filter({ hasText: 'Wei Chen left' }).waitFor();
    await room.getByLabel('Show').selectOption('left');
    await room.getByText('1 person', { exact: true }).first().waitFor();
    await room.getByLabel('Show').selectOption('all');
    await clean(room, '149-people-left');
  });
  await t.test('dark, on a phone and in Arabic', async () => {
    for (const [name, options] of [['141-people-dark', { dark: true, width: 1280, height: 900 }], ['142-people-phone', { width: 390, height: 844, phone: true }], ['143-people-arabic', { locale: 'ar', width: 1280, height: 900 }]]) {
      const person = await enter('assistant', 'Live class', options);
      const { classroomId } = await loginOf(person.room);
      await person.room.goto(`${demo.url}/c/${classroomId}/people`);
      await person.room.getByText('Ana García').first().waitFor();
      await clean(person.room, name);
      await person.context.close();
    }
  });
  await t.test('a learner has no way to it', async () => {
    const learner = await enter('learner1', 'Live class');
    assert.equal(await learner.room.getByRole('link', { name: 'People' }).count(), 0);
    const { classroomId } = await loginOf(learner.room);
    await learner.room.goto(`${demo.url}/c/${classroomId}/people`);
    await learner.room.getByText('Your role does not allow this').or(learner.room.getByRole('heading', { level: 1 })).first().waitFor();
    assert.equal(await learner.room.getByText('Zoë Müller').count(), 0);
    await learner.context.close();
  });
  await t.test('the class is planned in its settings', async () => {
    await room.getByRole('link', { name: 'To the classroom' }).or(room.getByRole('link', { name: /classroom/i })).first().click();
    await room.getByRole('button', { name: 'Class settings' }).click();
    const dialog = room.getByRole('dialog');
    await dialog.getByLabel('Starts').fill('2030-09-02T10:00');
    await dialog.getByLabel('Length (minutes)').fill('45');
    await dialog.getByLabel('Learners may enter').selectOption('scheduled');
    await dialog.getByLabel('Minutes before the start').fill('2000');
    await dialog.getByRole('button', { name: 'Save settings' }).click();
    await dialog.getByText('Enter whole minutes from 0 to 1440.').waitFor();
    await clean(room, '144-settings');
    await dialog.getByLabel('Minutes before the start').fill('20');
    await dialog.getByRole('checkbox', { name: 'Observers may enter too' }).uncheck();
    await dialog.getByRole('button', { name: 'Save settings' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await room.getByRole('button', { name: 'Start class' }).click();
    await room.waitForURL(/\/s\//);
    const learner = await enter('learner1', 'Live class');
    await learner.room.getByRole('button', { name: 'Join class' }).click({ timeout: 30_000 });
    await learner.room.getByRole('heading', { name: 'This class isn’t open yet' }).waitFor({ timeout: 30_000 });
    await learner.context.close();
  });
  await teacher.context.close();
});

test('the copy of a class takes settings over', { timeout: 240_000 }, async (t) => {
  const lms = await openWindow(browser, { permissions: [] });
  await lms.page.goto(`${demo.lms}/as/teacher`);
  await lms.page.getByRole('button', { name: 'Copy the course' }).click();
  await lms.page.getByText('Algebra 1, next term').first().waitFor();
  await lms.page.getByRole('button', { name: 'Copy the course' }).click();
  await lms.context.close();
  await t.test('later, then taken over', async () => {
    const teacher = await enter('teacher', 'Live class', { width: 1280, height: 900 });
    const { room } = teacher;
    const card = room.getByRole('region', { name: 'This class is a copy' });
    await card.waitFor();
    await clean(room, '145-copy-card');
    await card.getByRole('button', { name: 'Later' }).click();
    await card.waitFor({ state: 'hidden' });
    await room.reload();
    await card.getByRole('button', { name: 'See what is taken over' }).click();
    const dialog = room.getByRole('dialog', { name: 'Take settings over' });
    await dialog.getByText('A class takes 45 minutes').waitFor();
    await dialog.getByText('Observers may not enter').waitFor();
    await clean(room, '146-copy-dialog');
    await room.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await card.getByRole('button', { name: 'See what is taken over' }).click();
    await dialog.getByRole('button', { name: 'Take over' }).click();
    await room.getByText('The settings are taken over.').waitFor();
    await card.waitFor({ state: 'hidden' });
    await room.getByRole('button', { name: 'Class settings' }).click();
    const settings = room.getByRole('dialog');
    assert.equal(await settings.getByLabel('Length (minutes)').inputValue(), '45');
    assert.equal(await settings.getByRole('checkbox', { name: 'Observers may enter too' }).isChecked(), false);
    assert.equal(await settings.getByLabel('Starts').inputValue(), '');
    await teacher.context.close();
  });
  await t.test('on a phone, in the dark and in Arabic; begun anew', async () => {
    for (const [name, options] of [['147-copy-phone', { width: 390, height: 844, phone: true, dark: true }], ['148-copy-arabic', { locale: 'ar', width: 1280, height: 900 }]]) {
      const person = await enter('teacher', 'Office hours', options);
      await person.room.locator('section[aria-labelledby=copy] button').first().click();
      await person.room.getByRole('dialog').waitFor();
      await clean(person.room, name);
      await person.context.close();
    }
    const teacher = await enter('teacher', 'Office hours');
    await teacher.room.getByRole('button', { name: 'See what is taken over' }).click();
    await teacher.room.getByRole('dialog').getByRole('button', { name: 'Begin anew' }).click();
    await teacher.room.getByText('This class begins anew.').waitFor();
    await teacher.room.reload();
    await teacher.room.getByRole('button', { name: 'Start class' }).waitFor();
    assert.equal(await teacher.room.getByRole('region', { name: 'This class is a copy' }).count(), 0);
    await teacher.context.close();
  });
});
