// What a class survives, seen through its page: LiveKit killed and back, the app killed and back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchBrowser } from './helpers/browser.mjs';
import { allowDevices, fromCourse, identityOf } from './helpers/class.mjs';
import { seesVideo } from './helpers/media.mjs';
import { eventually, shot, startDemo, startLiveKit } from './helpers/world.mjs';

let livekit;
let demo;
let browser;
let teacher;
let learner;

before(async () => {
  livekit = await startLiveKit();
  demo = await startDemo({ livekit });
  browser = await launchBrowser({ fakeDeviceFps: 10 });
  teacher = await fromCourse(browser, demo.teacher);
  await allowDevices(teacher.page);
  await teacher.page.getByRole('button', { name: 'Start class' }).click();
  learner = await fromCourse(browser, demo.learner);
  await allowDevices(learner.page);
  await learner.page.getByRole('button', { name: 'Join class' }).click();
  await seesVideo(learner.page, await identityOf(teacher.page));
  await seesVideo(teacher.page, await identityOf(learner.page));
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await livekit?.stop();
});

const reconnecting = 'Reconnecting… What you write is kept; audio and video go on.';

/** Forgets what was seen of a person before, so that only new pictures count. */
async function forget(page) {
  await page.evaluate(() => document.querySelectorAll('video').forEach((video) => delete video.dataset.firstSeen));
}

test('LiveKit is killed and comes back: the page says so and returns by itself', { timeout: 180_000 }, async () => {
  await learner.page.getByRole('toolbar').getByRole('button', { name: 'Microphone', exact: true }).click();
  await livekit.kill();
  await learner.page.getByText(/Audio and video are reconnecting|The audio and video server is restarting/).waitFor({ timeout: 30_000 });
  await shot(learner.page, '20-livekit-gone');
  await livekit.start();
  await learner.page.getByText(/Audio and video are reconnecting|The audio and video server is restarting/).waitFor({ state: 'hidden', timeout: 90_000 });
  await forget(learner.page);
  await seesVideo(learner.page, await identityOf(teacher.page), { timeout: 90_000 });
  await learner.page.getByRole('toolbar').getByRole('button', { name: 'Microphone off' }).waitFor();
});

test('the app is killed in mid-class: audio and video go on, and the class is still live afterwards', { timeout: 180_000 }, async () => {
  await demo.kill('SIGKILL');
  await learner.page.getByText(reconnecting).waitFor({ timeout: 30_000 });
  await forget(learner.page);
  await seesVideo(learner.page, await identityOf(teacher.page));
  await shot(learner.page, '21-app-gone');
  await demo.start();
  await learner.page.getByText(reconnecting).waitFor({ state: 'hidden', timeout: 60_000 });
  await teacher.page.getByText('2 people').waitFor();
  await teacher.page.getByRole('button', { name: 'Leave' }).click();
  await teacher.page.getByRole('button', { name: 'End class for everyone' }).click();
  await learner.page.getByRole('heading', { name: 'Class has ended' }).waitFor();
  const score = await eventually(async () => {
    const response = await teacher.course.request.get(`${demo.lms}/gradebook.json`);
    const { learners } = await response.json();
    return learners.flatMap(({ scores }) => scores).find(({ score }) => score > 0);
  }, { what: 'a score' });
  const [, present, length] = /^Present (\d+) of (\d+)/.exec(score.comment) ?? [];
  assert.ok(Number(present) > 0, score.comment);
  assert.ok(length, score.comment);
});

test('two windows of one person: the newer one is in, the older one says so and can take the class back', { timeout: 120_000 }, async () => {
  const again = await fromCourse(browser, demo.teacher);
  await allowDevices(again.page);
  await again.page.getByRole('button', { name: 'Start class' }).click();
  await again.page.getByRole('toolbar').waitFor();
  const other = await again.context.newPage();
  await other.goto(demo.teacher);
  const opened = again.context.waitForEvent('page');
  await other.getByRole('link', { name: /Open in a new window.*Live class/ }).first().click();
  const second = await opened;
  await second.getByRole('button', { name: 'Join class' }).click();
  await again.page.getByRole('heading', { name: 'The class is open in another tab' }).waitFor();
  await shot(again.page, '22-open-elsewhere');
  await again.page.getByRole('button', { name: 'Use this tab instead' }).click();
  await again.page.getByRole('toolbar').waitFor();
  await second.getByRole('heading', { name: 'The class is open in another tab' }).waitFor();
});
