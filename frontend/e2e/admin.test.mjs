// The administrator's way: a link from the console, an invite, Dynamic Registration in the LMS's frame, a launch, the doctor.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { adminLink, connectAndActivate, makeInvite, pasteInvite, printed } from './helpers/bridge.mjs';
import { hostsOf, launchBrowser, openWindow } from './helpers/browser.mjs';
import { clean } from './helpers/live.mjs';
import { shot, startDemo } from './helpers/world.mjs';

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

/** A window of the administrator. */
async function enter(options) {
  const admin = await openWindow(browser, { permissions: ['clipboard-read', 'clipboard-write'], ...options });
  await admin.page.goto(await adminLink(demo));
  return admin;
}

const card = (page, name) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

test('from the console to a class in a newly connected LMS', { timeout: 240_000 }, async (t) => {
  let admin;
  let lms;
  let invite;
  await t.test('a link opens the admin pages once', async () => {
    const stranger = await openWindow(browser, { permissions: [] });
    await stranger.page.goto(`${demo.url}/admin`);
    await stranger.page.getByText('lectern admin link').waitFor();
    await clean(stranger.page, '100-admin-closed');
    admin = await openWindow(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
    const link = await adminLink(demo);
    await admin.page.goto(link);
    await admin.page.getByRole('heading', { name: 'Learning platforms', level: 1 }).waitFor();
    assert.equal(new URL(admin.page.url()).hash, '', 'the code is gone from the address');
    await card(admin.page, 'Demo LMS').getByText('Waiting for the first launch').waitFor();
    await clean(admin.page, '101-admin-platforms');
    await admin.page.reload();
    await card(admin.page, 'Demo LMS').waitFor();
    await stranger.page.goto('about:blank');
    await stranger.page.goto(link);
    await stranger.page.getByText('This link was used already.').waitFor();
    await stranger.context.close();
  });
  await t.test('an invite is made and copied', async () => {
    const pictures = { empty: '102-admin-invite', made: '103-admin-invite-made' };
    invite = await makeInvite(admin.page, 'Second LMS', (what) => clean(admin.page, pictures[what]));
    assert.match(invite, /\/lti\/register\?invite=[\w-]{32}$/);
  });
  await t.test('the LMS registers in its frame and waits to be activated', async () => {
    lms = await openWindow(browser, { permissions: [] });
    const frame = await pasteInvite(lms.page, demo, invite);
    await frame.getByText(demo.lms).waitFor();
    await clean(lms.page, '104-register-confirm');
    const src = await lms.page.locator('iframe').getAttribute('src');
    for (const [name, options] of Object.entries({ '104-register-alone': {}, '104-register-dark-phone': { dark: true, phone: true, width: 390, height: 700 } })) {
      const alone = await openWindow(browser, { permissions: [], ...options });
      await alone.page.goto(src); // looking at it registers nothing and uses nothing up
      await clean(alone.page, name);
      await alone.context.close();
    }
    await connectAndActivate(lms.page, frame, (what) => (what === 'done' ? shot(lms.page, '105-register-done') : clean(lms.page, '106-lms-pending')));
  });
  await t.test('the invite is used up, and says so', async () => {
    await lms.page.goto(`${demo.lms}/admin/tools/register?url=${encodeURIComponent(invite)}`);
    await lms.page.frameLocator('iframe').getByText('This invite was used already.').waitFor();
    await shot(lms.page, '107-register-refused');
    const alone = await lms.context.newPage();
    await alone.goto(invite);
    await alone.getByText('This address is opened by a learning platform').waitFor();
    await clean(alone, '107-register-by-hand');
    await alone.close();
  });
  await t.test('an activity of the new connection opens', async () => {
    await lms.page.goto(`${demo.lms}/course`);
    const opened = lms.context.waitForEvent('page');
    await lms.page.getByRole('link', { name: /Open in a new window.*Lectern class/ }).click();
    const room = await opened;
    await room.getByRole('button', { name: 'Use camera and microphone' }).waitFor({ timeout: 30_000 });
    await room.close();
  });
  await t.test('the doctor walks through it, step by step', async () => {
    const { page } = admin;
    await page.reload();
    const second = card(page, 'Second LMS');
    await second.getByText('Working', { exact: true }).waitFor();
    await second.getByRole('button', { name: /^Walk through/ }).click();
    await second.getByText('All is well.').waitFor({ timeout: 60_000 });
    assert.equal(await second.getByRole('region', { name: 'Walk through the connection' }).getByText('Good', { exact: true }).count(), 9);
    await clean(page, '108-admin-doctor');
  });
  await t.test('the console knows the same', async () => {
    const list = await printed(demo, 'platform', 'list');
    const line = list.split('\n').find((text) => text.includes('Second LMS'));
    assert.match(line, /\d{4}-\d\d-\d\d \d\d:\d\d/);
    const steps = await printed(demo, 'platform', 'doctor', line.split(/\s+/)[0]);
    assert.equal(steps.split('\n').filter((text) => text.startsWith('ok')).length, 9, steps);
  });
  await t.test('a wrong registration by hand is found out and removed', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Connect by hand' }).click();
    await page.getByRole('heading', { name: 'Connect by hand' }).waitFor();
    await page.getByRole('button', { name: 'Copy Public keyset' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${demo.url}/lti/jwks`);
    await clean(page, '109-admin-moodle');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Enter the client ID that the LMS shows.').waitFor();
    await page.getByLabel('Address of your LMS').fill(demo.lms);
    assert.equal(await page.getByLabel('Access token URL').inputValue(), `${demo.lms}/mod/lti/token.php`);
    await page.getByLabel('Name').fill('Wrong Moodle');
    await page.getByLabel('Client ID').fill('nobody');
    await page.getByLabel('Deployment IDs').fill('1\n2');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    const wrong = card(page, 'Wrong Moodle');
    await wrong.waitFor();
    await wrong.getByRole('button', { name: /^Walk through/ }).click();
    await wrong.getByText("The LMS's key set can't be fetched.").waitFor({ timeout: 60_000 });
    await wrong.getByText(/need attention|needs attention/).waitFor({ timeout: 60_000 });
    await clean(page, '110-admin-doctor-wrong');
    await wrong.getByRole('button', { name: /^Edit/ }).click();
    await page.getByLabel('Deployment IDs').fill('1');
    await clean(page, '111-admin-edit');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await wrong.getByRole('button', { name: /^Remove/ }).click();
    await page.getByText('so nothing is lost').waitFor();
    await clean(page, '112-admin-remove');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await wrong.waitFor({ state: 'detached' });
  });
  await t.test('a key is made, signs, and the old one is retired', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Make a new key' }).click();
    await page.getByRole('button', { name: /^Let it sign now/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Let it sign now' }).click();
    await page.getByText('Only published').waitFor();
    await card(page, 'Second LMS').getByRole('button', { name: /^Walk through/ }).click();
    await card(page, 'Second LMS').getByText('All is well.').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Retire/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Retire' }).click();
    await page.getByText('Only published').waitFor({ state: 'detached' });
  });
  await t.test('it is good in the dark, on a phone, wide, and from right to left', async () => {
    for (const [name, options] of Object.entries({
      '113-admin-dark': { dark: true },
      '114-admin-phone': { width: 390, height: 844, phone: true },
      '115-admin-wide': { width: 1920, height: 1080 },
      '116-admin-ar-dark-phone': { width: 390, height: 844, phone: true, dark: true, locale: 'ar' },
      '117-admin-de': { locale: 'de' },
    })) {
      const person = await enter(options);
      await person.page.locator('main h3').first().waitFor();
      await clean(person.page, name);
      await person.page.goto(`${demo.url}/admin/connect/canvas`);
      await person.page.locator('main dl dt').first().waitFor();
      await clean(person.page, `${name}-canvas`);
      await person.context.close();
    }
  });
  await t.test('by keyboard alone', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Connect by invite' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // It is seen a moment before it has the focus.
    await page.waitForFunction(() => document.querySelector('[role="dialog"]')?.contains(document.activeElement));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Connect by invite');
  });
  await t.test('no request left the machine and no page complained', () => {
    for (const person of [admin, lms]) {
      assert.deepEqual(hostsOf(person.requests).filter((host) => host !== '127.0.0.1' && host !== 'localhost'), []);
      assert.deepEqual(person.complaints.filter((text) => !/favicon|403/.test(text)), []);
    }
  });
});
