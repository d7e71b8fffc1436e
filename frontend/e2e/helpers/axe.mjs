// axe-core, put into the page as text: a page with a strict CSP loads no foreign script.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations as short sentences; an empty list is what a test wants. */
export async function violations(page) {
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    // Colours that are on their way from light to dark have no contrast yet.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const passing = document.getAnimations().filter((a) => a.playState === 'running' && a.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(passing.map((a) => a.finished.catch(() => undefined)));
    const { violations: list } = await globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return list.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((node) => `${node.target.join(' ')} — ${node.failureSummary ?? ''}`) }));
  });
  return found.map(({ id, impact, help, nodes }) => `${impact ?? ''} ${id}: ${help}\n    ${nodes.join('\n    ')}`);
}
