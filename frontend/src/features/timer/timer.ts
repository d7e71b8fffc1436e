import { longestLabel, longestSeconds, shortestSeconds } from './wire';

/** What was typed into the start dialog. */
export interface Draft {
  minutes: string;
  label: string;
}

export type DraftProblem = 'number' | 'range' | 'label';

export const presets = [1, 3, 5, 10] as const;

/** "2,5" and Arabic digits are numbers too. */
export function parseMinutes(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[,٫]/, '.');
  return /^\d{1,4}(\.\d{1,2})?$/.test(plain) ? Number(plain) : null;
}

/** The seconds and the label, or what is wrong with them. */
export function readDraft({ minutes, label }: Draft): { seconds: number; label: string } | DraftProblem {
  const parsed = parseMinutes(minutes);
  if (parsed === null) return 'number';
  const seconds = Math.round(parsed * 60);
  if (seconds < shortestSeconds || seconds > longestSeconds) return 'range';
  const trimmed = label.trim();
  if ([...trimmed].length > longestLabel) return 'label';
  return { seconds, label: trimmed };
}

/** 4:07, and 1:02:09 from an hour on. A second counts until it is over. */
export function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  return hours > 0 ? `${String(hours)}:${pad(minutes)}:${pad(seconds % 60)}` : `${String(minutes)}:${pad(seconds % 60)}`;
}
