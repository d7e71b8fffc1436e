import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { match } from './language';

export interface Format {
  time(iso: string): string;
  dateTime(iso: string): string;
  day(iso: string): string;
  range(startIso: string, endIso: string | null): string;
  /** From and to as clock times; with seconds where they lie less than a minute apart. */
  span(startIso: string, endIso: string): { from: string; to: string };
  /** "51 minutes"; below two minutes in seconds. */
  duration(seconds: number, style?: 'short' | 'long'): string;
  percent(ratio: number): string;
  number(value: number): string;
  list(items: readonly string[]): string;
}

/** Below this, minutes would say too little. */
const secondsBelow = 120;

function close(startIso: string, endIso: string): boolean {
  return Math.abs(Date.parse(endIso) - Date.parse(startIso)) < 60_000;
}

/** Dates and numbers in the language that is shown, in the person's own time zone. */
export function createFormat(language: string): Format {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const exact = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const whole = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  const full = new Intl.DateTimeFormat(language, whole);
  const fullExact = new Intl.DateTimeFormat(language, { ...whole, second: '2-digit' });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const list = new Intl.ListFormat(language, { style: 'long', type: 'conjunction' });
  return {
    time: (iso) => time.format(new Date(iso)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    range(start, end) {
      if (end === null) return full.format(new Date(start));
      return (close(start, end) ? fullExact : full).formatRange(new Date(start), new Date(end));
    },
    span(start, end) {
      const clock = close(start, end) ? exact : time;
      return { from: clock.format(new Date(start)), to: clock.format(new Date(end)) };
    },
    duration(seconds, style = 'long') {
      const rounded = Math.round(Math.max(0, seconds));
      const [value, unit] = rounded < secondsBelow ? [rounded, 'second'] : [Math.round(rounded / 60), 'minute'];
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: style }).format(value);
    },
    percent: (ratio) => percent.format(ratio),
    number: (value) => number.format(value),
    list: (items) => list.format(items),
  };
}

/** "en" as this browser's owner writes it: en-GB has a 24-hour clock and puts the day first. */
export function regional(language: string, browser: readonly string[]): string {
  return browser.find((tag) => match(tag) === language) ?? language;
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => createFormat(regional(i18n.language, navigator.languages)), [i18n.language]);
}
