// The real binary with its demo LMS and learning record store, on free ports and in a folder of its own.
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const binary = process.env.LECTERN_BIN ?? join(root, 'bin/lectern');
const run = promisify(execFile);

/** The environment without this suite's own variables: the binary refuses names that it doesn't know. */
function ownEnv() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'LECTERN_BIN' && name !== 'LECTERN_CHROMIUM'));
}

export const shots = resolve(dirname(fileURLToPath(import.meta.url)), '../shots');

export async function shot(page, name) {
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Resolves once the process has printed what matches; rejects where it ends before. */
function printed(child, pattern, what) {
  return new Promise((done, fail) => {
    let text = '';
    const read = (chunk) => {
      text += chunk;
      const found = pattern.exec(text);
      if (found) done(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(new Error(`${what} ended with ${code}:\n${text}`)));
  });
}

const links = /as teacher\s+(\S+)\s+as learner\s+(\S+)\s+gradebook\s+(\S+)\s+statements\s+(\S+)/;

/** Starts `lectern demo`. `livekit` names a LiveKit outside of it. */
export async function startDemo({ livekit } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'lectern-e2e-'));
  const port = livekit?.appPort ?? (await freePort());
  const env = { ...ownEnv(), LECTERN_LISTEN: `127.0.0.1:${port}`, LECTERN_DATA_DIR: data };
  if (livekit) Object.assign(env, { LECTERN_LIVEKIT_URL: livekit.url, LECTERN_LIVEKIT_API_KEY: livekit.key, LECTERN_LIVEKIT_API_SECRET: livekit.secret });
  const demo = { url: `http://127.0.0.1:${port}`, env, child: null };
  demo.start = async () => {
    demo.child = spawn(binary, ['demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [, teacher, learner, gradebook, statements] = await printed(demo.child, links, 'lectern demo');
    Object.assign(demo, { teacher, learner, gradebook, statements, lms: new URL(teacher).origin });
  };
  demo.kill = (signal = 'SIGKILL') =>
    new Promise((done) => {
      if (!demo.child || demo.child.exitCode !== null || demo.child.signalCode !== null) return done();
      demo.child.once('exit', done);
      demo.child.kill(signal);
    });
  demo.stop = async () => {
    await demo.kill('SIGTERM');
    await rm(data, { recursive: true, force: true });
  };
  await demo.start();
  return demo;
}

/** LiveKit in a process of its own, which can be killed and started again on the same ports. */
export async function startLiveKit() {
  const [httpPort, udpPort, appPort] = [await freePort(), await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), 'lectern-livekit-'));
  const program = join(folder, 'livekit');
  await run('go', ['test', '-c', '-o', program, './livekit/devserver'], { cwd: root, env: process.env });
  const config = { apiKey: 'e2e', apiSecret: 'e2e-secret-of-at-least-32-characters', httpPort, udpPort, webhookURL: `http://127.0.0.1:${appPort}/livekit/webhook` };
  const livekit = { url: `ws://127.0.0.1:${httpPort}`, key: config.apiKey, secret: config.apiSecret, appPort, child: null };
  livekit.start = async () => {
    livekit.child = spawn(program, [], { env: { ...process.env, LECTERN_DEVSERVER_JSON: JSON.stringify(config) }, stdio: ['pipe', 'pipe', 'pipe'] });
    await printed(livekit.child, /ready/, 'LiveKit');
  };
  livekit.kill = () =>
    new Promise((done) => {
      if (livekit.child.exitCode !== null || livekit.child.signalCode !== null) return done();
      livekit.child.once('exit', done);
      livekit.child.kill('SIGKILL');
    });
  livekit.stop = async () => {
    await livekit.kill();
    await rm(folder, { recursive: true, force: true });
  };
  await livekit.start();
  return livekit;
}

/** Polls until the check returns something true, and fails with what it last said. */
export async function eventually(check, { within = 60_000, what = 'it' } = {}) {
  const deadline = Date.now() + within;
  let last;
  while (Date.now() < deadline) {
    try {
      last = await check();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`${what} did not happen within ${within} ms; last: ${last}`);
}
