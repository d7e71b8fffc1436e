// The grading desk: scores that wait for the teacher, rules with a preview, decisions, the gradebook, a learner's own line.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gradebook, ofOthers, workTogether } from './helpers/bridge.mjs';
import { launchBrowser } from './helpers/browser.mjs';
import { identityOf } from './helpers/class.mjs';
import { clean, enter, write } from './helpers/live.mjs';
import { eventually, shot, startDemo } from './helpers/world.mjs';

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

const book = async (person) => (await gradebook(person, demo)).learners;

const scoreOf = (learners, name) => learners.find((learner) => learner.name === name)?.scores[0];

test('a class on the grading desk', { timeout: 300_000 }, async (t) => {
  const teacher = await enter(browser, demo, 'teacher');
  const [one, two] = [await enter(browser, demo, 'learner1'), await enter(browser, demo, 'learner2')];
  const [ana, ben] = ['Ana García', 'Zoë Müller'];
  const page = teacher.page;
  const cell = (name) => page.getByRole('button', { name: new RegExp(`Attendance of ${name}: open`) });

  await t.test('the teacher wants to see scores before they are sent', async () => {
    // The rules are on the desk of any class, also of one that is on.
    await page.goto(page.url().replace(/\/?$/, '/desk'));
    await page.getByRole('heading', { name: 'Grading desk' }).waitFor();
    await page.getByRole('button', { name: 'Grading rules' }).click();
    const rules = page.getByRole('dialog', { name: 'Grading rules' });
    await rules.getByText('I look at scores before they are sent').click();
    for (const column of ['Participation', 'Group task']) await rules.getByRole('group', { name: column, exact: true }).getByText(column, { exact: true }).first().click();
    await rules.getByRole('button', { name: 'Save rules' }).click();
    await rules.waitFor({ state: 'hidden' });
  });
  await t.test('learners take part, and one sees their own line while the class is on', async () => {
    await write(one.page, 'The vertex is at -b/2a.');
    const own = await one.context.newPage();
    await own.addInitScript((stored) => Object.entries(stored).forEach(([key, value]) => sessionStorage.setItem(key, value)), await one.page.evaluate(() => ({ ...sessionStorage })));
    await own.goto(one.page.url().replace(/\/?$/, '/report'));
    await own.getByRole('heading', { name: 'My scores' }).waitFor();
    await own.getByRole('article').filter({ hasText: 'Attendance' }).getByText('Presence').waitFor();
    await clean(own, 'desk-own-live');
    await own.close();
  });
  await t.test('two learners work in a group', async () => {
    await workTogether(page, [await identityOf(one.page), await identityOf(two.page)]);
  });
  await t.test('the class ends and the scores wait', async () => {
    await page.goto(page.url().replace(/\/desk$/, ''));
    await page.getByRole('toolbar', { name: 'Class controls' }).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('button', { name: 'End class for everyone' }).click();
    await page.getByRole('link', { name: 'Open report' }).click();
    await page.getByRole('link', { name: 'Grading desk' }).click();
    await page.getByText('Waits for you').nth(2).waitFor({ timeout: 60_000 });
    assert.equal(scoreOf(await book(teacher), ana).score, null, 'nothing was sent');
    await clean(page, 'desk-held');
  });
  await t.test('the grid is worked by keys', async () => {
    await page.getByRole('checkbox', { name: `Select ${ana}` }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => /open/.test(document.activeElement?.textContent ?? ''));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('heading', { name: 'What made it' }).waitFor();
    await page.keyboard.press('Escape');
  });
  await t.test('a changed rule shows what it does before it is saved', async () => {
    await page.getByRole('button', { name: 'Grading rules' }).click();
    const rules = page.getByRole('dialog', { name: 'Grading rules' });
    await rules.getByLabel('Counts in full from (%)').fill('5');
    await rules.getByText(/computed scores? changes?\./).waitFor();
    await clean(page, 'desk-rules');
    await rules.getByLabel('Grade the last class anew by these rules').check();
    await rules.getByRole('button', { name: 'Save rules' }).click();
    await rules.waitFor({ state: 'hidden' });
    await eventually(async () => /100/.test(await cell(ana).textContent()), { what: 'the score by the new rule' });
  });
  await t.test('one score is set by hand, one learner is excused', async () => {
    await cell(ana).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Set a score' }).click();
    await dialog.getByLabel(/^Score/).fill('77');
    await dialog.getByRole('button', { name: 'Save score' }).click();
    await dialog.getByText('Enter a reason.').waitFor();
    await dialog.getByLabel('Reason').fill('was there by phone');
    await dialog.getByRole('button', { name: 'Save score' }).click();
    await dialog.getByText(/was there by phone/).first().waitFor();
    await clean(page, 'desk-cell');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await cell(ben).click();
    await dialog.getByRole('button', { name: 'Excuse', exact: true }).click();
    await dialog.getByLabel('Reason').fill('was ill');
    await dialog.getByRole('button', { name: 'Excuse', exact: true }).click();
    await dialog.getByText(/Excused on/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: /^Decided by hand/ }).click();
    assert.equal(await page.getByRole('row').count(), 3, 'two learners fit the filter');
    await page.getByRole('button', { name: 'Everyone' }).click();
  });
  await t.test('a whole group gets one mark', async () => {
    const task = (name) => page.getByRole('button', { name: new RegExp(`Group task of ${name}: open`) });
    await task(ana).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Set a score' }).click();
    await dialog.getByLabel('For', { exact: true }).selectOption({ label: `All of Red (1): ${ana} and ${ben}` });
    await dialog.getByText(/Each of them gets this score/).waitFor();
    await dialog.getByLabel(/^Score/).fill('88');
    await dialog.getByLabel('Reason').fill('a good drawing');
    await clean(page, 'desk-group');
    await dialog.getByRole('button', { name: 'Save score' }).click();
    await dialog.getByText(/a good drawing/).first().waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    for (const name of [ana, ben]) await eventually(async () => /88/.test(await task(name).textContent()), { what: `the mark of ${name}` });
  });
  await t.test('a dry run shows the requests, and sending sends', async () => {
    await page.getByRole('button', { name: /^Send all/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Show what would be sent/ }).click();
    await dialog.getByText(/"scoreGiven": 77/).waitFor();
    await clean(page, 'desk-dry-run');
    assert.equal(scoreOf(await book(teacher), ana).score, null, 'a dry run sends nothing');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    const learners = await eventually(async () => {
      const now = await book(teacher);
      return scoreOf(now, ana).score === 77 && now;
    }, { what: 'the score in the gradebook' });
    assert.match(scoreOf(learners, ana).comment, /was there by phone/);
    assert.equal(scoreOf(learners, ben).score, null, 'who is excused has no grade');
    await page.getByText('Sent', { exact: true }).first().waitFor();
    await shot(page, 'desk-sent');
  });
  await t.test('what a teacher changes in the LMS is shown', async () => {
    await teacher.course.goto(demo.gradebook);
    const row = teacher.course.getByRole('row').filter({ hasText: ana });
    await row.getByText(/^Change/).first().click();
    await row.getByRole('textbox', { name: /^Score/ }).first().fill('55');
    await row.getByRole('button', { name: 'Save' }).first().click();
    await page.getByRole('button', { name: 'Read again' }).click();
    await cell(ana).getByText('Changed in the course').waitFor();
    await page.getByText('Course has 55 of 100').waitFor();
    await clean(page, 'desk-changed');
    await page.emulateMedia({ colorScheme: 'dark' });
    await clean(page, 'desk-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('list', { name: 'Scores of this class' }).waitFor();
    await clean(page, 'desk-phone');
    await page.setViewportSize({ width: 1600, height: 1000 });
    await clean(page, 'desk-wide');
  });
  await t.test('a learner sees their own line with the reason, and nothing of others', async () => {
    await two.page.getByRole('link', { name: 'My attendance' }).click();
    await two.page.getByRole('heading', { name: 'My scores' }).waitFor();
    await two.page.getByText(/was ill/).waitFor();
    assert.equal(await ofOthers(two.page, ana).count(), 0);
    await clean(two.page, 'desk-own');
  });
  await t.test('the files come', async () => {
    for (const [button, ending] of [['CSV', /\.csv$/], ['Excel', /\.xlsx$/]]) {
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: button }).click();
      assert.match((await coming).suggestedFilename(), ending);
    }
  });
});
