// What is on the board, in words and in files: by keyboard through the list of objects, and exported; again without LiveKit.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import { add, board, contents, draw, exported, importPdf, inkInPdf, lines, list, more, reads, seesInk, startClass } from './helpers/board.mjs';
import { editByKeys, openLists } from './helpers/boardSteps.mjs';
import { clean } from './helpers/live.mjs';

for (const media of [true, false]) {
  const shots = media ? '10' : '11';

  describe(media ? 'what is on the board' : 'what is on the board, without LiveKit', () => {
    let inClass;
    let teacher;
    let ana;

    before(async () => {
      inClass = await startClass(['teacher', 'learner1'], { mortal: !media });
      [teacher, ana] = inClass.people;
      if (!media) await inClass.killMedia();
      for (const { page } of [teacher, ana]) await board(page);
    });

    after(() => inClass?.stop());

    test('is read, added to and changed by keys alone, while the other looks on', { timeout: 120_000 }, async () => {
      const { page } = teacher;
      await draw(page, [0.5, 0.4], [0.6, 0.6]);
      await seesInk(ana.page, [0.45, 0.35, 0.65, 0.65]);
      await openLists([teacher, ana], 'Drawing by hand');
      await editByKeys(teacher, [ana], { above: 'Drawing by hand', looks: () => clean(page, `${shots}0-list`) });
    });

    test('those who may change their own alone read the rest', { timeout: 60_000 }, async () => {
      const { page } = ana;
      await page.locator('[role="option"]', { hasText: 'Drawing by hand' }).focus();
      await page.keyboard.press('Delete');
      await list(page).getByText('Others made this: you can’t change it.').waitFor();
      await add(page, 'Text', 'A word of Ana');
      await reads(teacher.page, 'A word of Ana', 'Ana’s text at the teacher');
      assert.equal((await lines(teacher.page)).length, 3);
      await page.keyboard.press('Escape');
      await list(page).waitFor({ state: 'detached' });
    });

    test('the simple view shows and changes it too', { timeout: 60_000 }, async () => {
      const { page } = teacher;
      await more(page, 'Simple view (for weak devices)');
      await page.getByRole('region', { name: /^Simple view of/ }).waitFor();
      await add(page, 'Rectangle');
      await reads(page, 'Rectangle', 'the new rectangle');
      await page.getByRole('button', { name: 'Larger' }).click();
      await clean(page, `${shots}1-simple-list`);
      await more(page, 'Full board');
      await page.keyboard.press('F8');
      await board(page);
    });

    test('goes into a PDF: slides with their text and the ink above, what was written, and all pages', { timeout: 120_000 }, async () => {
      const { page } = teacher;
      await importPdf(page, 2);
      await page.getByRole('button', { name: 'Next page' }).click();
      await board(page);
      await draw(page, [0.5, 0.5], [0.7, 0.6]);
      await seesInk(page, [0.45, 0.45, 0.75, 0.65]);
      const { name, bytes } = await exported(page, 'PDF');
      assert.match(name, /^Live class - \d{4}-\d\d-\d\d\.pdf$/);
      const file = await PDFDocument.load(bytes);
      assert.equal(file.getPageCount(), 3);
      assert.match(contents(file, 0), inkInPdf);
      assert.match(contents(file, 0), new RegExp(`3 Tr [^\\n]*<${Buffer.from('Mind the gap').toString('hex')}>`, 'i'));
      assert.match(contents(file, 1), /\(Slide 1\) Tj/);
      assert.match(contents(file, 1), inkInPdf);
      assert.match(contents(file, 2), /\(Slide 2\) Tj/);
      assert.doesNotMatch(contents(file, 2), inkInPdf);
    });

    test('and a page into a picture and a drawing', { timeout: 60_000 }, async () => {
      const { page } = ana;
      const picture = await exported(page, 'Picture (PNG)');
      assert.deepEqual([...picture.bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
      const { bytes } = await exported(page, 'Drawing (SVG)');
      const svg = bytes.toString();
      assert.match(svg, /A word of Ana/);
      assert.doesNotMatch(svg, /(href|src)[=:(]["']?(?!data:)(https?|blob|\/)/);
    });

    test('no page complained', () => {
      for (const { complaints } of media ? [teacher, ana] : []) assert.deepEqual(complaints, []);
    });
  });
}
