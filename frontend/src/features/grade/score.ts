export type ScoreProblem = 'empty' | 'range';

/** Reads a typed score: a comma or a point, digits of any script that Number understands. */
export function parseScore(text: string, maximum: number): { score: number } | { problem: ScoreProblem } {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return { problem: 'empty' };
  const score = Number(trimmed);
  if (!Number.isFinite(score) || score < 0 || score > maximum) return { problem: 'range' };
  return { score };
}
