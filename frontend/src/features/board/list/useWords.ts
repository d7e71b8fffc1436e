import { useMemo } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { authorsOf } from '../page/authors';
import type { View } from '../ink/canvas';
import { colorsOf } from './colors';
import type { BoardObject } from './objects';
import { boxOfElements, placeIn } from './place';
import { keptBy, type Reader } from './rights';

/** An object in words. */
export interface Words {
  title: string;
  details: string;
  /** All of it. */
  whole: string;
}

export type WordsOf = (object: BoardObject) => Words;

const titleMost = 80;

/** How objects are told. */
export function useWords(reader: Reader, area: View, authorsVersion: number): WordsOf {
  const { t, i18n } = useTranslation();
  return useMemo(() => teller(t, i18n.language, reader, area, authorsVersion), [t, i18n.language, reader, area, authorsVersion]);
}

/** Words are put together when they are first wanted, and kept for as long as the same authors are known. */
function teller(t: TFunction, language: string, reader: Reader, area: View, _authorsVersion: number): WordsOf {
  const known = new WeakMap<BoardObject, Words>();
  const list = new Intl.ListFormat(language);
  return (object) => {
    let words = known.get(object);
    if (!words) {
      words = tell(t, list, reader, area, object);
      known.set(object, words);
    }
    return words;
  };
}

function tell(t: TFunction, list: Intl.ListFormat, reader: Reader, area: View, object: BoardObject): Words {
  const kind = t(`board.list.kind.${object.kind}`);
  const title = object.text === '' ? kind : short(object.text);
  const details = [object.text === '' ? '' : kind, colorWords(t, object), t(`board.list.place.${placeIn(area, boxOfElements(object.members))}`), by(t, list, reader, object), kept(t, reader, object)].filter(Boolean);
  const comma = t('board.list.comma');
  return { title, details: details.join(`${comma} `), whole: [title, ...details].join(`${comma} `) };
}

const short = (text: string) => (text.length > titleMost ? `${text.slice(0, titleMost - 1).trimEnd()}…` : text);

function colorWords(t: TFunction, object: BoardObject): string {
  const { color, fill } = colorsOf(object);
  const [line, inside] = [color && t(`board.list.color.${color}`), fill && t(`board.list.color.${fill}`)];
  if (line && inside) return t('board.list.filledWith', { color: line, fill: inside });
  return line ?? '';
}

function by(t: TFunction, list: Intl.ListFormat, { drawing, authors, me, client }: Reader, { members }: BoardObject): string {
  const ids = members.map(({ id }) => id);
  const names = authorsOf(ids, drawing, authors).map(({ userId, name }) => (userId === me.userId ? t('board.list.you') : name));
  if (names.length === 0 && ids.some((id) => drawing.clientOf(id) === client)) names.push(t('board.list.you'));
  return names.length === 0 ? '' : t('board.list.by', { names: list.format(names) });
}

function kept(t: TFunction, reader: Reader, object: BoardObject): string {
  const why = keptBy(reader, object);
  return why === 'locked' ? t('board.list.locked') : why === 'others' ? t('board.list.readOnly') : '';
}
