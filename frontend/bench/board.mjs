// How long it takes in a browser from somebody's change to the picture that has it, on a board of 3,000 elements.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(root, 'bench/board.html') } } });
const server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
const browser = await chromium.launch({ executablePath: process.env.LECTERN_CHROMIUM ?? '/usr/bin/chromium', args: flags });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(new URL('bench/board.html', server.resolvedUrls.local[0]).href);
  await page.waitForFunction(() => globalThis.bench?.ready());
  await page.evaluate(() => globalThis.bench.fill(3000));
  for (const everything of [false, true]) {
    const took = (await page.evaluate((all) => globalThis.bench.change(100, all), everything)).sort((a, b) => a - b);
    const at = (share) => (took[Math.floor((took.length - 1) * share)] ?? NaN).toFixed(0);
    console.log(`${everything ? 'all 3,000 in sight' : 'a part in sight   '} ${took.length} pictures: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms (load ${loadavg()[0].toFixed(1)})`);
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true });
}
