// The built-in learning record store as a tool and as a person meet it: credentials from the command line, statements over
// HTTP, the page in a browser.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { violations } from './helpers/axe.mjs';
import { launchBrowser } from './helpers/browser.mjs';
import { binary, shot, startDemo } from './helpers/world.mjs';

const run = promisify(execFile);
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

async function lectern(...args) {
  const { stdout } = await run(binary, ['lrs', 'credential', ...args], { env: demo.env });
  return stdout;
}

/** A credential as `lectern lrs credential add` prints it. */
async function credential(...scopes) {
  const text = await lectern('add', '--name', 'Dashboard', ...scopes.flatMap((scope) => ['--scope', scope]));
  const [, username] = /username\s+(\S+)/.exec(text);
  const [, password] = /password\s+(\S+)/.exec(text);
  return { username, password };
}

function send(who, statements) {
  return fetch(`${demo.url}/xapi/statements`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${who.username}:${who.password}`)}`, 'Content-Type': 'application/json', 'X-Experience-API-Version': '2.0.0' },
    body: JSON.stringify(statements),
  });
}

const statement = (n) => ({
  actor: { name: `Learner ${n}`, account: { homePage: 'https://lms.example.org', name: `u${n}` } },
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed', display: { en: 'completed' } },
  object: { id: 'https://tool.example.org/unit/1', definition: { name: { en: 'Unit 1' } } },
  result: { completion: true, score: { scaled: 0.5 } },
});

test('a tool reports, and a person reads it', { timeout: 120_000 }, async () => {
  const tool = await credential('statements/write');
  const reader = await credential('statements/read');
  for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, phone: { viewport: { width: 390, height: 800 } } })) {
    const context = await browser.newContext({ ...options, bypassCSP: true, httpCredentials: reader });
    const page = await context.newPage();
    await page.goto(`${demo.url}/xapi/`);
    if (name === 'light') {
      await page.getByText('No statements yet').waitFor();
      assert.deepEqual(await violations(page), []);
      const answer = await send(tool, Array.from({ length: 120 }, (_, n) => statement(n)));
      assert.equal(answer.status, 200);
      assert.equal((await answer.json()).length, 120);
    }
    await page.getByText('Learner 119', { exact: true }).first().waitFor(); // the list renews itself
    const summary = page.locator('summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Brought by Dashboard, as version 2.0').first().waitFor();
    assert.deepEqual(await violations(page), []);
    await shot(page, `lrs-${name}`);
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText('Learner 0', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Latest' }).click();
    await page.getByText('Learner 119', { exact: true }).first().waitFor();
    await context.close();
  }
});

test('credentials end where they should', { timeout: 60_000 }, async () => {
  const tool = await credential('statements/read');
  assert.equal((await send(tool, [statement(0)])).status, 403);
  assert.match(await lectern('list'), new RegExp(`${tool.username}\\s+Dashboard\\s+statements/read`));
  await lectern('remove', tool.username);
  assert.equal((await send(tool, [statement(0)])).status, 401);
  assert.equal((await fetch(`${demo.url}/xapi/`)).status, 401);
  await assert.rejects(lectern('remove', tool.username), /there is no credential/);
});
