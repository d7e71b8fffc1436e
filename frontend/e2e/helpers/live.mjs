// What people do in a live class, by what they see.
import assert from 'node:assert/strict';
import { violations } from './axe.mjs';
import { allowDevices, fromCourse } from './class.mjs';
import { scrollsSideways } from './media.mjs';
import { shot } from './world.mjs';

/** Somebody of the demo course goes into the class; the teacher starts it. */
export async function enter(browser, demo, as, { devices = false, ...options } = {}) {
  const person = await fromCourse(browser, `${demo.lms}/course?as=${as}`, options);
  if (devices) await allowDevices(person.page);
  else await person.page.getByRole('button', { name: 'Continue without' }).click();
  await person.page.getByRole('button', { name: as === 'teacher' ? 'Start class' : 'Join class' }).click();
  await person.page.getByRole('toolbar', { name: 'Class controls' }).waitFor({ timeout: 30_000 });
  return person;
}

/** The bar of the class: what is open may have bars of its own. */
const bar = (page) => page.getByRole('toolbar', { name: 'Class controls' });

/** The panel of that name, opened if it isn't seen. */
export async function panel(page, name) {
  const side = page.getByRole('complementary', { name, exact: true });
  if (!(await side.isVisible())) {
    const button = bar(page).getByRole('button', { name: new RegExp(`^${name}`) });
    if (await button.isVisible()) await button.click();
    else {
      await bar(page).getByRole('button', { name: /^More/ }).click();
      await page.getByRole('menuitem', { name }).click();
    }
    await side.waitFor();
  }
  return side;
}

/** A button of the bar, or its line under "More" where the bar is narrow. */
export async function tool(page, name) {
  const button = bar(page).getByRole('button', { name });
  if (await button.isVisible()) return button.click();
  await bar(page).getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name }).click();
}

/** Writes into the chat, to everyone or to whom is named. */
export async function write(page, text, to) {
  const chat = await panel(page, 'Chat');
  if (to) await chat.getByLabel('To', { exact: true }).selectOption({ label: to });
  const box = chat.getByRole('textbox', { name: 'Write a message' });
  await box.fill(text);
  await box.press('Enter');
  return chat;
}

/** The message with that text, on any page. */
export function message(page, text) {
  return page.getByRole('article').filter({ hasText: text });
}

/** No finding of axe, no sideways scroll, and a picture to look at. */
export async function clean(page, name) {
  assert.deepEqual(await violations(page), [], `axe on ${name}`);
  assert.equal(await scrollsSideways(page), false, `${name} scrolls sideways`);
  await shot(page, name);
}
