/**
 * Full-jitter exponential backoff, so that a whole class doesn't come back in
 * the same moment. The first try after a loss is quick: most losses are short.
 */
export function backoffMs(attempt: number, random: () => number, baseMs = 400, capMs = 8_000): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
