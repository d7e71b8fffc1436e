// The board with a teacher and three learners, each in a browser window of their own, and once more after LiveKit has died.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { addPage, board, contents, exported, importPdf, inkInPdf, isOn, list, mayDraw, placeOf, startClass, turn } from './helpers/board.mjs';
import { allDraw, drawAndUndo, editByKeys, follow, lock, openLists, reorderWhileEdited } from './helpers/boardSteps.mjs';
import { clean } from './helpers/live.mjs';

let inClass;
let people;
let teacher;
let learners;

before(async () => {
  inClass = await startClass(['teacher', 'learner1', 'learner2', 'learner3'], { mortal: true });
  people = inClass.people;
  [teacher, ...learners] = people;
  for (const { page } of people) await board(page);
});

after(() => inClass?.stop());

for (const media of [true, false]) {
  const shots = media ? '12' : '13';

  describe(media ? 'four people on the board' : 'four people on the board, without LiveKit', () => {
    before(async () => {
      if (!media) await inClass.killMedia();
      await addPage(teacher.page, 'Blank');
      if (media) await teacher.page.getByRole('button', { name: 'Show to everybody' }).click();
    });

    test('draw all at once, each sees all, and undoing takes back only one’s own', { timeout: 180_000 }, async () => {
      await together();
      await drawAndUndo(people, () => clean(learners[0].page, `${shots}0-four`));
    });

    test('keep what one writes while another reorders and deletes', { timeout: 180_000 }, async () => {
      await openLists(people, 'Drawing by hand');
      const [ana, zoe, conor] = learners;
      await reorderWhileEdited(teacher, ana, [zoe, conor], { whose: 'Zoë' });
      await clean(zoe.page, `${shots}1-four-list`);
    });

    test('see what one changes by keys alone', { timeout: 180_000 }, async () => {
      await editByKeys(teacher, learners, { above: 'Drawing by hand', looks: () => clean(learners[2].page, `${shots}2-four-keys`) });
      for (const { page } of people) {
        await page.keyboard.press('F8');
        await list(page).waitFor({ state: 'detached' });
      }
    });

    test('write on a PDF together, which the teacher exports with all their ink', { timeout: 180_000 }, async () => {
      await importPdf(teacher.page, 2);
      await turn(teacher.page, 'Next');
      await mayDraw(teacher.page, (dialog) => dialog.getByText('Everybody', { exact: true }).click());
      await together();
      await allDraw(people);
      await clean(learners[1].page, `${shots}3-four-slide`);
      const { number, total } = await placeOf(teacher.page);
      const file = await PDFDocument.load((await exported(teacher.page, 'PDF')).bytes);
      assert.equal(file.getPageCount(), total);
      const slide = contents(file, number - 1);
      assert.match(slide, /\(Slide 1\) Tj/);
      assert.equal(slide.match(new RegExp(inkInPdf, 'g')).length, people.length);
      assert.doesNotMatch(contents(file, number), inkInPdf);
    });

    test('follow the teacher from page to page, and one looks around and comes back', { timeout: 180_000 }, async () => {
      await follow(teacher, learners);
    });

    test('are told why they can’t draw once the page is locked', { timeout: 180_000 }, async () => {
      await turn(teacher.page, 'Previous');
      await together();
      await lock(teacher, learners, { looks: () => clean(learners[2].page, `${shots}4-four-locked`) });
    });

    test('no page complained', () => {
      for (const { complaints } of media ? people : []) assert.deepEqual(complaints, []);
    });
  });
}

/** All see the page that the teacher sees, and may draw on it. */
async function together() {
  const { number } = await placeOf(teacher.page);
  await board(teacher.page);
  for (const { page } of learners) {
    await isOn(page, number);
    await page.getByText('You can draw, and change what you drew yourself.').waitFor();
    await board(page);
  }
}
