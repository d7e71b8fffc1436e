// The ledger of record stores: a second one with pseudonyms and a filter, that fills, refuses one statement, is paused, goes
// on, and gets a class of before it was there.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { adminLink, printed } from './helpers/bridge.mjs';
import { hostsOf, launchBrowser, openWindow } from './helpers/browser.mjs';
import { clean, enter } from './helpers/live.mjs';
import { eventually, startDemo } from './helpers/world.mjs';

let demo;
let browser;
let front;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  front?.server.closeAllConnections();
  front?.server.close();
  await demo?.stop();
});

/** A credential of the built-in store, which stands for an LRS of somebody else. */
async function credential() {
  const text = await printed(demo, 'lrs', 'credential', 'add', '--name', 'Lectern', '--scope', 'statements/read', '--scope', 'statements/write');
  return { username: /username\s+(\S+)/.exec(text)[1], password: /password\s+(\S+)/.exec(text)[1] };
}

/** An LRS behind a front that refuses whatever has the words in it. */
async function startFront() {
  const state = { refuses: 'http://adlnet.gov/expapi/verbs/attended' };
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    if (request.method === 'POST' && state.refuses && body.includes(state.refuses)) {
      response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"error":"attended is not in this store\'s vocabulary"}');
      return;
    }
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)));
    const answer = await fetch(demo.url + request.url, { method: request.method, headers, body: body.length > 0 ? body : undefined });
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? 'text/plain' }).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, state, url: `http://127.0.0.1:${server.address().port}` };
}

async function statements({ username, password }) {
  const answer = await fetch(`${demo.url}/xapi/statements?limit=500`, { headers: { Authorization: `Basic ${btoa(`${username}:${password}`)}`, 'X-Experience-API-Version': '1.0.3' } });
  return (await answer.json()).statements;
}

/** A whole class: it begins, a learner comes, it ends. */
async function holdClass() {
  const teacher = await enter(browser, demo, 'teacher');
  const learner = await enter(browser, demo, 'learner1');
  await teacher.page.getByRole('button', { name: 'Leave' }).click();
  await teacher.page.getByRole('button', { name: 'End class for everyone' }).click();
  await teacher.page.getByRole('link', { name: 'Open report' }).waitFor();
  await learner.context.close();
  await teacher.context.close();
}

const card = (page, name) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, level: 2 }) });

/** A number of a card's ledger. */
async function count(place, what) {
  const text = await place.locator('dl').first().locator('div').filter({ has: place.page().getByText(what, { exact: true }) }).locator('dd').textContent();
  return Number(text.replace(/\D/g, ''));
}

const reaches = (place, what, wanted) => eventually(async () => wanted(await count(place, what)), { what: `${what} of a card`, within: 60_000 });

test('a second record store', { timeout: 300_000 }, async (t) => {
  front = await startFront();
  const lrs = await credential();
  await holdClass();
  const admin = await openWindow(browser, { permissions: [] });
  const { page } = admin;
  const second = card(page, 'Faculty');
  let before;

  await t.test('the ledger shows where statements go', async () => {
    await page.goto(await adminLink(demo));
    await page.getByRole('link', { name: 'Record stores' }).click();
    await page.getByRole('heading', { name: 'Record stores', level: 1 }).waitFor();
    await reaches(card(page, "LRS of the server's settings"), 'Delivered', (n) => n > 3);
    await card(page, 'Built-in store').getByText('Not in use').waitFor();
    await clean(page, 'ledger-first');
  });
  await t.test('a store is tested before it is added', async () => {
    await page.getByRole('button', { name: 'Add a record store' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await dialog.getByText('Enter the secret.').waitFor();
    await dialog.getByLabel('Name', { exact: true }).fill('Faculty');
    await dialog.getByLabel('Endpoint').fill(`${front.url}/xapi/statements/`);
    await dialog.getByLabel('Key (user name)').fill(lrs.username);
    await dialog.getByLabel('Secret (password)').fill('wrong');
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await dialog.getByText('It refuses the credentials.').waitFor();
    await clean(page, 'ledger-test-bad');
    await dialog.getByLabel('Secret (password)').fill(lrs.password);
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await dialog.getByText('It works, in xAPI 2.0.0.').waitFor();
    await dialog.getByLabel('People are named by').selectOption('pseudonym');
    await dialog.getByLabel('presence').check();
    await clean(page, 'ledger-add');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await second.waitFor();
    assert.equal((await statements(lrs)).length, 0, 'neither the test nor the adding writes anything');
  });
  await t.test('it fills, and one statement is refused and explained', async () => {
    await holdClass();
    await reaches(second, 'Refused', (n) => n > 0);
    await reaches(second, 'Delivered', (n) => n > 3);
    assert.equal(await count(second, 'Waiting'), 0);
    await clean(page, 'ledger-refused');
    await second.getByRole('button', { name: /^Look at them/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText("attended is not in this store's vocabulary").first().waitFor();
    await dialog.getByText('The statement').first().click();
    await dialog.getByText('"verb"').first().waitFor();
    await clean(page, 'ledger-letters');
    const file = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download' }).click();
    assert.equal((await file).suggestedFilename(), 'refused-statements.jsonl');
    front.state.refuses = '';
    await dialog.getByRole('button', { name: 'Try all again' }).click();
    await dialog.getByText('Nothing is refused.').waitFor({ timeout: 30_000 });
    await dialog.getByRole('button', { name: 'Done' }).click();
    await reaches(second, 'Refused', (n) => n === 0);
  });
  await t.test('people are pseudonyms there', async () => {
    const told = await statements(lrs);
    assert.ok(told.length > 4);
    for (const { actor } of told) assert.equal(actor.account.homePage, demo.url, JSON.stringify(actor));
    assert.ok(!JSON.stringify(told.map(({ actor, context }) => [actor, context?.instructor])).includes(demo.lms), 'the LMS is named with a person');
  });
  await t.test('paused, it waits; resumed, it goes on', async () => {
    await second.getByRole('button', { name: /^Pause/ }).click();
    await page.getByRole('alertdialog').getByText('none is lost').waitFor();
    await clean(page, 'ledger-pause');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Pause' }).click();
    await second.getByText('Paused', { exact: true }).waitFor();
    before = await count(second, 'Delivered');
    await holdClass();
    await reaches(second, 'Waiting', (n) => n > 3);
    await clean(page, 'ledger-paused');
    assert.equal(await count(second, 'Delivered'), before);
    await second.getByRole('button', { name: /^Test and resume/ }).click();
    await second.getByText('Up to date').waitFor({ timeout: 30_000 });
    await reaches(second, 'Waiting', (n) => n === 0);
    await reaches(second, 'Delivered', (n) => n > before);
  });
  await t.test('a class of before it was there is filled in', async () => {
    before = await count(second, 'Delivered');
    await second.getByRole('button', { name: /^Fill with past classes/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What', { exact: true }).selectOption('session');
    const classes = dialog.getByLabel('Class', { exact: true });
    await eventually(async () => (await classes.locator('option').count()) === 4, { what: 'three classes to choose from' });
    await classes.selectOption({ index: 3 });
    await clean(page, 'ledger-fill');
    await dialog.getByRole('button', { name: 'Fill', exact: true }).click();
    await dialog.getByText(/Queued: [1-9]/).waitFor();
    await dialog.getByRole('button', { name: 'Fill', exact: true }).click();
    await dialog.getByText(/Queued: 0/).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await reaches(second, 'Delivered', (n) => n > before);
  });
  await t.test('it is edited without its secret, and not to another host', async () => {
    await second.getByRole('button', { name: /^Edit/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This stands fast').waitFor();
    await dialog.getByLabel('assessment').check();
    await clean(page, 'ledger-edit');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await second.getByText('presence and assessment').waitFor();
  });
  await t.test('it is good in the dark, on a phone, wide, and from right to left', async () => {
    for (const [name, options] of Object.entries({
      'ledger-dark': { dark: true },
      'ledger-phone': { width: 390, height: 844, phone: true },
      'ledger-wide': { width: 1920, height: 1080 },
      'ledger-ar-dark-phone': { width: 390, height: 844, phone: true, dark: true, locale: 'ar' },
      'ledger-de': { locale: 'de' },
    })) {
      const person = await openWindow(browser, { permissions: [], ...options });
      await person.page.goto(await adminLink(demo));
      await person.page.locator('main a[href="/admin/records"]').click();
      await person.page.locator('main h2').nth(2).waitFor();
      await clean(person.page, name);
      await person.context.close();
    }
  });
  await t.test('by keyboard alone, and removed', async () => {
    await second.getByRole('button', { name: /^Remove/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').getByText('the key of its pseudonyms').waitFor();
    await clean(page, 'ledger-remove');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await second.getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await second.waitFor({ state: 'detached' });
  });
  await t.test('no request left the machine and no page complained', () => {
    assert.deepEqual(hostsOf(admin.requests).filter((host) => host !== '127.0.0.1' && host !== 'localhost'), []);
    assert.deepEqual(admin.complaints.filter((text) => !/favicon/.test(text)), []);
  });
});
