// The board in two real browsers' pages, with LiveKit and again while it is dead: drawing, pages, files, following, rights.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { board, draw, heading, importPdf, isOn, mayDraw, more, seesInk, seesNoInk, startClass } from './helpers/board.mjs';
import { drawAndUndo, follow, lock } from './helpers/boardSteps.mjs';
import { hostsOf } from './helpers/browser.mjs';
import { fromCourse } from './helpers/class.mjs';
import { clean, tool } from './helpers/live.mjs';
import { eventually } from './helpers/world.mjs';

const arabic = JSON.parse(readFileSync(new URL('../src/shared/i18n/ar.json', import.meta.url), 'utf8'));

const row = (page, name) => page.getByRole('grid', { name: 'Pages' }).getByRole('row', { name, exact: true });

/** The page that is open large has the line on it that was drawn in class. */
async function seesStroke(dialog) {
  const stroke = dialog.getByRole('img').locator('path').first();
  await stroke.waitFor({ timeout: 20_000 });
  const { width } = await stroke.boundingBox();
  assert.ok(width > 40, `the line is ${width} wide`);
}

/** The same on a phone, light and dark. */
async function inTheDark(page, name) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('region', { name: 'Board', exact: true }).scrollIntoViewIfNeeded();
  await clean(page, `${name}-phone`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await clean(page, `${name}-dark`);
  await page.getByRole('region', { name: 'Board', exact: true }).getByRole('button', { name: /angles.* 1$/ }).click();
  await seesStroke(page.getByRole('dialog'));
  await clean(page, `${name}-dark-page`);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
}

for (const media of [true, false]) {
  const shots = media ? '8' : '9';

  describe(media ? 'the board' : 'the board, without LiveKit', () => {
    let inClass;
    let teacher;
    let ana;

    before(async () => {
      inClass = await startClass(['teacher', 'learner1'], { mortal: !media });
      [teacher, ana] = inClass.people;
      if (!media) await inClass.killMedia();
    });

    after(() => inClass?.stop());

    test('what one draws the other sees, and undoing takes back only one’s own', { timeout: 120_000 }, async () => {
      await board(teacher.page);
      await board(ana.page);
      await ana.page.getByText('You can draw, and change what you drew yourself.').waitFor();
      await drawAndUndo([teacher, ana], () => clean(teacher.page, `${shots}0-board`));
    });

    test('pages are added, moved and removed while the other draws on them', { timeout: 120_000 }, async () => {
      await teacher.page.getByRole('button', { name: 'Add page' }).click();
      await teacher.page.getByRole('menuitem', { name: 'Squared' }).click();
      await heading(teacher.page, /Page 2 of 2/).waitFor();
      await more(teacher.page, 'Rename');
      await teacher.page.getByRole('textbox', { name: 'Title of the page' }).fill('Graphs');
      await teacher.page.keyboard.press('Enter');
      await ana.page.getByRole('button', { name: 'Next page' }).click();
      await heading(ana.page, /Graphs$/).waitFor();
      await board(ana.page);
      await draw(ana.page, [0.4, 0.4], [0.6, 0.6]);
      await more(teacher.page, 'Move up');
      await heading(ana.page, /Page 1 of 2:\s*Graphs$/).waitFor();
      await draw(ana.page, [0.6, 0.4], [0.4, 0.6]);
      await more(teacher.page, 'Remove');
      await teacher.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
      await heading(ana.page, /Page 1 of 1/).waitFor();
      await teacher.page.getByRole('button', { name: 'Bring page back' }).click();
      await heading(teacher.page, /Page 1 of 2:\s*Graphs$/).waitFor();
      await ana.page.keyboard.press('PageUp');
      await heading(ana.page, /Graphs$/).waitFor();
      await board(ana.page);
      await seesInk(ana.page, [0.45, 0.45, 0.55, 0.55], 'both lines of Ana');
      await more(teacher.page, 'Clear page');
      await teacher.page.getByRole('alertdialog').getByRole('button', { name: 'Clear' }).click();
      await teacher.page.getByText('The page was cleared.').waitFor();
      await seesNoInk(ana.page, [0.45, 0.45, 0.55, 0.55]);
      await teacher.page.getByRole('button', { name: 'Bring drawing back' }).click();
      await seesInk(ana.page, [0.45, 0.45, 0.55, 0.55], 'what was cleared');
    });

    test('a page is moved by keys alone', { timeout: 60_000 }, async () => {
      await row(teacher.page, 'Page 2').focus();
      await teacher.page.keyboard.press('ArrowRight');
      await teacher.page.keyboard.press('Enter');
      for (let up = 0; up < 2; up += 1) await teacher.page.keyboard.press('ArrowUp');
      await teacher.page.keyboard.press('Enter');
      await eventually(async () => (await ana.page.getByRole('grid', { name: 'Pages' }).getByRole('row').first().getAttribute('aria-label')) === 'Page 1', { what: 'the new order at Ana', within: 10_000 });
    });

    test('a PDF becomes pages, and is written on', { timeout: 120_000 }, async () => {
      await importPdf(teacher.page, 2, () => clean(teacher.page, `${shots}1-board-import`));
      const slide = await eventually(async () => (await teacher.page.getByRole('grid', { name: 'Pages' }).getByRole('row').count()) === 4, { what: 'two more pages', within: 20_000 });
      assert.ok(slide);
      await teacher.page.getByRole('button', { name: 'Next page' }).click();
      await board(teacher.page);
      await ana.page.getByRole('button', { name: 'Next page' }).click();
      await draw(teacher.page, [0.3, 0.8], [0.6, 0.8]);
      await teacher.page.getByRole('button', { name: 'Show to everybody' }).click();
      await ana.page.getByText('Only teachers draw on this page.').waitFor();
      await seesInk(ana.page, [0.25, 0.7, 0.65, 0.9], 'the line on the slide');
      await clean(ana.page, `${shots}2-board-slide`);
    });

    test('learners follow whoever shows a page, or look around', { timeout: 120_000 }, async () => {
      await isOn(teacher.page, 3);
      await follow(teacher, [ana]);
      await board(ana.page);
      await seesInk(ana.page, [0.25, 0.7, 0.65, 0.9], 'the line on the slide');
      await (await board(teacher.page)).locator('canvas.interactive').hover();
      await teacher.page.mouse.wheel(0, 150);
      await seesNoInk(ana.page, [0.25, 0.7, 0.65, 0.9], 'the part of the page that the teacher looks at');
    });

    test('a page is locked, and one learner is chosen', { timeout: 120_000 }, async () => {
      for (const number of [2, 1]) {
        await teacher.page.getByRole('button', { name: 'Previous page' }).click();
        await isOn(ana.page, number);
      }
      await lock(teacher, [ana]);
      await mayDraw(teacher.page, async (dialog) => {
        await dialog.getByText('Chosen people').click();
        await dialog.getByRole('checkbox', { name: /^Zoë/ }).check();
        await clean(teacher.page, `${shots}3-board-access`);
      });
      await ana.page.getByText('Only chosen people draw on this page, and you are not among them.').waitFor();
      await mayDraw(teacher.page, (dialog) => dialog.getByRole('checkbox', { name: /^Ana/ }).check());
      await ana.page.getByText('You can draw, and change what you drew yourself.').waitFor();
      await draw(ana.page, [0.7, 0.7], [0.8, 0.8]);
      await seesInk(teacher.page, [0.65, 0.65, 0.85, 0.85], 'the line of the one who was chosen');
    });

    test('nobody is taken along any more once showing ends', { timeout: 60_000 }, async () => {
      await teacher.page.getByRole('button', { name: 'Stop showing' }).click();
      await ana.page.getByText(/ no longer shows pages\. You can look around\.$/).first().waitFor();
      await heading(ana.page, /^Page 1 of 4/).waitFor();
      await teacher.page.getByRole('button', { name: 'Next page' }).click();
      await heading(teacher.page, /^Page 2 of 4/).waitFor();
      await heading(ana.page, /^Page 1 of 4/).waitFor();
      await teacher.page.getByRole('button', { name: 'Previous page' }).click();
    });

    test('on stage, in the dark, on a phone and from right to left', { timeout: 120_000 }, async () => {
      await ana.page.getByRole('button', { name: 'Close board' }).click();
      await more(teacher.page, 'Put on stage');
      await ana.page.getByRole('main').getByText('You follow the stage').waitFor();
      await board(ana.page);
      await heading(ana.page, /Page 1 of 4/).waitFor();
      await clean(ana.page, `${shots}4-board-stage`);
      const zoe = await fromCourse(inClass.browser, `${inClass.demo.lms}/course?as=learner2`, { locale: 'ar', dark: true, width: 390, height: 844, phone: true });
      await zoe.page.getByRole('button', { name: arabic.device.skip }).click();
      await zoe.page.getByRole('button', { name: arabic.lobby.join }).click();
      await zoe.page.getByRole('region', { name: arabic.board.title }).locator('canvas.interactive').waitFor({ timeout: 60_000 });
      await clean(zoe.page, `${shots}5-board-ar-dark-phone`);
      await zoe.page.getByRole('button', { name: arabic.board.pages }).click();
      await zoe.page.getByRole('dialog', { name: arabic.board.pages }).waitFor();
      await clean(zoe.page, `${shots}6-board-ar-pages`);
      assert.equal(await zoe.page.evaluate(() => document.documentElement.dir), 'rtl');
      await teacher.page.getByRole('main').getByRole('button', { name: 'Take off stage' }).click();
      await tool(teacher.page, /^Board/);
    });

    test('after the class the pages are on the report and where it ended for learners', { timeout: 120_000 }, async () => {
      await teacher.page.getByRole('button', { name: 'Leave', exact: true }).click();
      await teacher.page.getByRole('button', { name: 'End class for everyone' }).click();
      await ana.page.getByRole('heading', { name: 'Class has ended' }).waitFor();
      await teacher.page.getByRole('link', { name: 'Open report' }).click();
      for (const [{ page }, name] of [
        [teacher, 'report'],
        [ana, 'end'],
      ]) {
        const kept = page.getByRole('region', { name: 'Board', exact: true });
        await kept.waitFor({ timeout: 30_000 });
        await kept.scrollIntoViewIfNeeded();
        await kept.getByRole('button', { name: /angles.* 1$/ }).locator('svg image').waitFor({ state: 'attached', timeout: 30_000 });
        await clean(page, `${shots}7-board-${name}`);
        await kept.getByRole('button', { name: /angles.* 1$/ }).click();
        const dialog = page.getByRole('dialog', { name: /^Page 3 of 4/ });
        await seesStroke(dialog);
        await dialog.getByText('Slide 1', { exact: true }).waitFor();
        await clean(page, `${shots}8-board-${name}-page`);
        await page.keyboard.press('PageDown');
        await page.getByRole('dialog', { name: /^Page 4 of 4/ }).getByText('Slide 2', { exact: true }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }
      await inTheDark(ana.page, `${shots}9-board-end`);
      await inTheDark(teacher.page, `${shots}9-board-report`);
    });

    test('nothing was asked of anybody outside, and no page complained', () => {
      for (const { requests, complaints } of [teacher, ana]) {
        assert.deepEqual(
          hostsOf(requests).filter((host) => host !== '127.0.0.1' && host !== 'localhost'),
          [],
        );
        if (media) assert.deepEqual(complaints, []);
      }
    });
  });
}
