import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { match } from './language';

export interface Format {
  time(iso: string): string;
  dateTime(iso: string): string;
  day(iso: string): string;
  range(startIso: string, endIso: string | null): string;
  percent(ratio: number): string;
  number(value: number): string;
  list(items: readonly string[]): string;
}

/** Dates and numbers in the language that is shown, in the person's own time zone. */
export function createFormat(language: string): Format {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const full = new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const list = new Intl.ListFormat(language, { style: 'long', type: 'conjunction' });
  return {
    time: (iso) => time.format(new Date(iso)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    range: (start, end) => (end === null ? full.format(new Date(start)) : full.formatRange(new Date(start), new Date(end))),
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
