// A class from the LMS's page to the gradebook, in two real browsers, with nothing simulated.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hostsOf, launchBrowser } from './helpers/browser.mjs';
import { allowDevices, fromCourse, fromFrame, identityOf } from './helpers/class.mjs';
import { clean } from './helpers/live.mjs';
import { seesVideo } from './helpers/media.mjs';
import { eventually, shot, startDemo } from './helpers/world.mjs';

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser({ fakeDeviceFps: 15 });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('a class from the LMS to the gradebook', { timeout: 240_000 }, async (t) => {
  let teacher;
  let learner;
  await t.test('the learner comes first, from the frame, and waits', async () => {
    learner = await fromFrame(browser, demo.learner);
    await learner.frame.getByText('The class is open in another tab').waitFor();
    await shot(learner.course, '1-lms-frame');
    await learner.page.getByText('Your teacher is not here yet').waitFor();
    await allowDevices(learner.page);
    await clean(learner.page, '2-waiting');
    assert.equal(new URL(learner.page.url()).hash, '', 'the code is gone from the address');
  });
  await t.test('the teacher checks camera and microphone and starts', async () => {
    teacher = await fromCourse(browser, demo.teacher);
    await allowDevices(teacher.page);
    await clean(teacher.page, '3-start');
    await teacher.page.getByRole('button', { name: 'Start class' }).click();
    await teacher.page.getByRole('toolbar', { name: 'Class controls' }).waitFor();
  });
  await t.test('the learner comes in by themselves, and each sees the other', async () => {
    await learner.page.getByRole('toolbar', { name: 'Class controls' }).waitFor({ timeout: 30_000 });
    const [a, b] = [await identityOf(teacher.page), await identityOf(learner.page)];
    assert.ok(a && b && a !== b);
    await seesVideo(learner.page, a);
    await seesVideo(teacher.page, b);
    await clean(teacher.page, '4-class-teacher');
    await clean(learner.page, '5-class-learner');
  });
  await t.test('the class page survives a reload', async () => {
    await learner.page.reload();
    await learner.page.getByRole('toolbar', { name: 'Class controls' }).waitFor({ timeout: 30_000 });
    await seesVideo(learner.page, await identityOf(teacher.page));
  });
  await t.test('the teacher ends it for everyone', async () => {
    await teacher.page.getByRole('button', { name: 'Leave' }).click();
    await shot(teacher.page, '6-leave');
    await teacher.page.getByRole('button', { name: 'End class for everyone' }).click();
    await learner.page.getByRole('heading', { name: 'Class has ended' }).waitFor();
    await clean(learner.page, '7-ended-learner');
  });
  await t.test('the gradebook has the score with a comment that explains it', async () => {
    const book = await eventually(
      async () => {
        const response = await teacher.course.request.get(`${demo.lms}/gradebook.json`);
        const { learners } = await response.json();
        const scored = learners.filter(({ scores }) => scores.some(({ score }) => typeof score === 'number'));
        return scored.length === learners.length && learners;
      },
      { what: 'a score for each learner' },
    );
    const present = book.filter(({ scores }) => scores.some(({ score, comment }) => score > 0 && /^Present \d+ of \d+/.test(comment)));
    assert.equal(present.length, 1, JSON.stringify(book));
    await teacher.course.goto(demo.gradebook);
    await teacher.course.getByText(/Present \d+ of \d+/).first().waitFor();
    await shot(teacher.course, '8-gradebook');
  });
  await t.test('the learning record store has the statements', async () => {
    await teacher.course.goto(demo.statements);
    for (const verb of ['initialized', 'joined', 'left', 'attended', 'terminated']) {
      await eventually(async () => {
        await teacher.course.reload();
        return (await teacher.course.getByText(verb, { exact: true }).count()) > 0;
      }, { what: `a statement "${verb}"`, within: 30_000 });
    }
    // The list renews itself, and the page has nothing to complain of.
    await teacher.course.waitForResponse((response) => response.request().resourceType() === 'fetch');
    await shot(teacher.course, '9-statements');
  });
  await t.test('the report shows who was there and that the scores were sent', async () => {
    await teacher.page.getByRole('link', { name: 'Open report' }).click();
    await teacher.page.getByText('Sent').nth(4).waitFor({ timeout: 30_000 });
    await clean(teacher.page, '10-report');
    await learner.page.getByRole('link', { name: 'My attendance' }).click();
    await learner.page.getByRole('heading', { name: 'My attendance' }).waitFor();
    await clean(learner.page, '11-report-learner');
  });
  await t.test('no request left the machine and no page complained', () => {
    for (const person of [teacher, learner]) {
      assert.deepEqual(hostsOf(person.requests).filter((host) => host !== '127.0.0.1' && host !== 'localhost'), []);
      assert.deepEqual(person.complaints.filter((text) => !/favicon/.test(text)), []);
    }
  });
});
