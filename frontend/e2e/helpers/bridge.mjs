// The steps between an LMS and Lectern that several journeys take, by what people see.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { binary } from './world.mjs';

const run = promisify(execFile);

/** What the console prints for a command of the running demo. */
export async function printed(demo, ...args) {
  const { stdout } = await run(binary, args, { env: demo.env });
  return stdout;
}

/** The address that lets an administrator in. */
export async function adminLink(demo) {
  return /^\S+\/admin#code=\S+/m.exec(await printed(demo, 'admin', 'link'))[0];
}

/** Makes an invite on the admin pages and returns its address; see looks at the open dialog, empty and made. */
export async function makeInvite(page, name, see = async () => undefined) {
  await page.getByRole('button', { name: 'Connect by invite' }).click();
  await page.getByLabel('Name for this LMS').fill(name);
  await see('empty');
  await page.getByRole('button', { name: 'Make the address' }).click();
  await page.getByRole('button', { name: 'Copy Registration address' }).click();
  await page.getByText('Copied').first().waitFor();
  const invite = await page.evaluate(() => navigator.clipboard.readText());
  await see('made');
  await page.getByRole('button', { name: 'Done' }).click();
  return invite;
}

/** Pastes an invite in the LMS and returns the frame in which Lectern asks. */
export async function pasteInvite(page, demo, invite) {
  await page.goto(`${demo.lms}/admin/tools?as=teacher`);
  await page.getByLabel('Registration address of the tool').fill(invite);
  await page.getByRole('button', { name: 'Add' }).click();
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { name: 'Connect this learning platform?' }).waitFor();
  return frame;
}

/** Says yes in the frame and activates the tool in the LMS; see looks at the frame's last page and the pending tool. */
export async function connectAndActivate(page, frame, see = async () => undefined) {
  await frame.getByRole('button', { name: 'Connect' }).click();
  await frame.getByText('press Activate').waitFor();
  await see('done');
  await frame.getByRole('button', { name: 'Close' }).click();
  await page.getByText('Pending').waitFor();
  await see('pending');
  await page.getByRole('button', { name: /^Activate/ }).click();
  await page.getByText('Active', { exact: true }).waitFor();
}

/** The fields of a new class where a teacher chooses what is added. */
export const newClass = (place, number) => place.getByRole('region', { name: `New class ${number}` });

/** The LMS's gradebook as the person sees it. */
export async function gradebook(person, demo) {
  const { lineItems, learners } = await (await person.course.request.get(`${demo.lms}/gradebook.json`)).json();
  return { lineItems, learners };
}

/** Opens one group of these learners and closes it again, as a teacher's own program may, without a look at the page. */
export async function workTogether(page, members) {
  await page.evaluate(async (userIds) => {
    const session = /\/s\/([^/]+)/.exec(location.pathname)[1];
    const { token } = JSON.parse(sessionStorage.getItem('lectern.login'));
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws/sessions/${session}?token=${encodeURIComponent(token)}`);
    const replies = new Map();
    const welcome = new Promise((done) => {
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        if (frame.type === 'welcome') done();
        if (frame.type === 'ack' || frame.type === 'refused') replies.get(frame.id)?.(frame);
      };
    });
    await welcome;
    const act = (type, body) =>
      new Promise((done, fail) => {
        const id = crypto.randomUUID();
        replies.set(id, (frame) => (frame.type === 'ack' ? done(frame.result) : fail(new Error(`${type}: ${frame.message}`))));
        socket.send(JSON.stringify({ type, id, ...body }));
      });
    const group = { name: 'Red', task: '', files: [], cap: 0, members: userIds, attendants: [] };
    const plan = { task: 'Draw it.', choice: 'none', mayReturn: false, seconds: 0, countdown: 0, template: '', copyOf: '', files: [] };
    const { breakoutId } = await act('breakout.plan', { name: '', plan, groups: [group] });
    await act('breakout.open', { breakoutId });
    await act('breakout.close', { seconds: 0 });
    socket.close();
  }, members);
}

/** Where somebody is named on the page of a class, but for the chat, which everybody there has read. */
export function ofOthers(page, name) {
  return page.getByRole('main').getByText(name).and(page.locator(':not(section[aria-labelledby="session-written"] *)'));
}
