// What a teacher and any number of learners go through on the board, each in a browser window of their own.
import assert from 'node:assert/strict';
import { board, draw, endsWith, hasLines, ink, isOn, lines, list, more, placeOf, reads, turn, add, seesInk, seesNoInk } from './board.mjs';

/** A line of each person, from and to, and the part of the page that it is in. */
export const placeOfPerson = (person) => {
  const [left, top] = [person % 2 === 0 ? 0.35 : 0.6, 0.35 + 0.2 * Math.floor(person / 2)];
  return { from: [left, top], to: [left + 0.1, top + 0.1], part: [left - 0.04, top - 0.04, left + 0.14, top + 0.14] };
};

/** All draw at once; everybody sees every line. */
export async function allDraw(people) {
  await Promise.all(people.map(({ page }, i) => draw(page, placeOfPerson(i).from, placeOfPerson(i).to)));
  for (const [i, { page }] of people.entries()) {
    for (const j of people.keys()) await seesInk(page, placeOfPerson(j).part, `the line of person ${j + 1}, at person ${i + 1},`);
  }
}

/** What one draws all others see, and undoing takes back only one’s own. */
export async function drawAndUndo(people, looks = async () => undefined) {
  await allDraw(people);
  await looks();
  const last = people.length - 1;
  const { page } = people[last];
  for (let times = 0; times < 3; times += 1) {
    await page.keyboard.press('Control+z');
    for (const one of people) await seesNoInk(one.page, placeOfPerson(last).part, 'the end of the last one’s line');
  }
  for (const { page: one } of people) {
    for (let i = 0; i < last; i += 1) assert.ok((await ink(one, placeOfPerson(i).part)) > 20, `the line of person ${i + 1} went too`);
  }
}

/** Learners are taken along by whoever shows a page, unless they look around; the first of them does, and comes back. */
export async function follow(teacher, learners) {
  const { number } = await placeOf(teacher.page);
  const [roamer, ...others] = learners;
  for (const { page } of learners) {
    await isOn(page, number);
    await page.getByRole('button', { name: /^Follow/, pressed: true }).waitFor();
  }
  await turn(teacher.page, 'Previous');
  for (const { page } of learners) await isOn(page, number - 1);
  await roamer.page.getByRole('button', { name: 'Previous page' }).click();
  await roamer.page.getByRole('button', { name: /^Follow/, pressed: false }).waitFor();
  await teacher.page.keyboard.press('PageDown');
  for (const { page } of [teacher, ...others]) await isOn(page, number);
  await isOn(roamer.page, number - 2);
  await roamer.page.getByRole('button', { name: /^Follow/ }).click();
  await isOn(roamer.page, number);
}

/** The teacher locks the page that all see: learners are told, and what they try changes nothing for anybody. */
export async function lock(teacher, learners, { at = [0.7, 0.7], looks = async () => undefined } = {}) {
  const part = [at[0] - 0.05, at[1] - 0.05, at[0] + 0.15, at[1] + 0.15];
  for (const { page } of learners) await board(page);
  await more(teacher.page, 'Lock');
  for (const { page } of learners) {
    await page.getByText('This page is locked. Only teachers draw on it.').waitFor();
    await page.getByTestId('toolbar-freedraw').waitFor({ state: 'hidden' });
    await draw(page, at, [at[0] + 0.1, at[1] + 0.1], { pen: false });
  }
  await looks();
  await more(teacher.page, 'Unlock');
  for (const { page } of learners) await page.getByText('You can draw, and change what you drew yourself.').waitFor();
  for (const { page } of [teacher, ...learners]) assert.equal(await ink(page, part), 0, 'somebody drew on a locked page');
}

/** Opens the list of what is on the page by its key, for each of them. */
export async function openLists(people, first) {
  for (const { page } of people) {
    if (!(await list(page).isVisible())) await page.keyboard.press('F8');
    await reads(page, first, 'the list of what is on the page');
  }
}

/** Adds, moves, writes, reorders, deletes and brings back by keys alone, through the list that the watchers have open too. */
export async function editByKeys(teacher, watchers, { above, looks = async () => undefined }) {
  const { page } = teacher;
  const before = (await lines(page)).length;
  const all = (look) => Promise.all(watchers.map((watcher) => look(watcher.page)));
  await add(page, 'Sticky note', 'Mind the signs');
  await all((one) => reads(one, 'Mind the signs', 'the note at those who watch'));
  await page.locator('[role="option"]:focus', { hasText: 'Mind the signs' }).waitFor();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Alt+ArrowLeft');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Mind the gap');
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await all((one) => reads(one, 'Mind the gap', 'the other words at those who watch'));
  await looks();
  await list(page).getByRole('button', { name: 'One step backward' }).click();
  await all((one) => reads(one, above, 'the other order at those who watch'));
  await page.locator('[role="option"]', { hasText: 'Mind the gap' }).focus();
  await page.keyboard.press('Delete');
  await all((one) => hasLines(one, before, 'the end of the note at those who watch'));
  await page.keyboard.press('Control+z');
  await all((one) => hasLines(one, before + 1, 'the note at those who watch again'));
}

/** One writes; meanwhile the teacher moves that text below the rest and deletes another's line. Everybody ends with all of it. */
export async function reorderWhileEdited(teacher, writer, watchers, { whose }) {
  const before = (await lines(teacher.page)).length;
  const region = await board(writer.page);
  const box = await region.locator('canvas.interactive').boundingBox();
  await writer.page.getByTestId('toolbar-text').check({ force: true });
  await writer.page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.8);
  await region.locator('textarea').waitFor();
  await writer.page.keyboard.type('Half a ');
  const text = teacher.page.locator('[role="option"]', { hasText: 'Half a' });
  await text.focus();
  await list(teacher.page).getByRole('button', { name: 'More for this object' }).click();
  await teacher.page.getByRole('menuitem', { name: 'To the back' }).click();
  await endsWith(teacher.page, 'Half a', 'the other order at the teacher');
  await teacher.page.locator('[role="option"]', { hasText: 'Drawing by hand' }).filter({ hasText: whose }).focus();
  await teacher.page.keyboard.press('Delete');
  await writer.page.keyboard.type('thought');
  await writer.page.keyboard.press('Escape');
  for (const { page } of [teacher, writer, ...watchers]) {
    await hasLines(page, before, 'one line more, and one less,');
    await endsWith(page, 'Half a thought', 'the text below the rest');
    assert.deepEqual((await lines(page)).filter((line) => line.includes('by hand') && line.includes(whose)), []);
  }
}
