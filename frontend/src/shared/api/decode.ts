import * as v from 'valibot';
import type { TokenAnswer } from './types';

export const roleSchema = v.picklist(['instructor', 'assistant', 'learner', 'observer']);

export const personSchema = v.object({ userId: v.string(), name: v.string(), role: roleSchema });

const tokenAnswerSchema = v.object({
  token: v.pipe(v.string(), v.nonEmpty()),
  expiresAt: v.string(),
  me: personSchema,
  classroomId: v.string(),
  locale: v.optional(v.string(), ''),
  returnUrl: v.optional(v.string(), ''),
  page: v.fallback(v.picklist(['class', 'choose', 'record']), 'class'),
  about: v.optional(v.string(), ''),
});

/** Returns null where the value is not a token answer (an older stored one, for example). */
export function decodeTokenAnswer(value: unknown): TokenAnswer | null {
  const parsed = v.safeParse(tokenAnswerSchema, value);
  return parsed.success ? { ...parsed.output, returnUrl: safeReturnUrl(parsed.output.returnUrl) } : null;
}

/** Only http(s) addresses may become links; anything else a platform sends is dropped. */
export function safeReturnUrl(url: string): string {
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : '';
  } catch {
    return '';
  }
}

const problemSchema = v.object({
  status: v.optional(v.number()),
  code: v.optional(v.string()),
  detail: v.optional(v.string()),
  title: v.optional(v.string()),
  requestId: v.optional(v.string()),
  sessionId: v.optional(v.string()),
});

export type Problem = v.InferOutput<typeof problemSchema>;

export function decodeProblem(value: unknown): Problem {
  const parsed = v.safeParse(problemSchema, value);
  return parsed.success ? parsed.output : {};
}
