import { useMemo, useState, useSyncExternalStore } from 'react';
import type { Authors } from '../page/authors';
import type { PageBackground } from '../ink/canvas';
import { ObjectBook } from './objectBook';
import type { BoardObject } from './objects';
import type { Reader } from './rights';
import { useNews } from './useNews';
import { useWords, type WordsOf } from './useWords';

/** So many lines are drawn at once; a page may have thousands of objects. */
const linesAtOnce = 100;

export interface Objects {
  all: readonly BoardObject[];
  /** Those that the search leaves, as many as are drawn. */
  shown: readonly BoardObject[];
  /** How many the search leaves. */
  found: number;
  wordsOf: WordsOf;
  area: { x: number; y: number; w: number; h: number };
  search: string;
  setSearch(search: string): void;
  more(): void;
  /** Draws at least so many lines as it takes to show this one. */
  reach(id: string): void;
}

interface Options {
  reader: Reader;
  authors: Authors;
  background: PageBackground | null;
}

/** The objects of a page in words, as far as they are looked for. */
export function useObjects({ reader, authors, background }: Options): Objects {
  const size = useMemo(() => background && { width: background.width, height: background.height }, [background]);
  const book = useMemo(() => new ObjectBook(reader.drawing, size), [reader.drawing, size]);
  const { objects, area } = useSyncExternalStore(book.subscribe, book.getSnapshot);
  const version = useSyncExternalStore(authors.subscribe, authors.getSnapshot);
  const [search, setSearch] = useState('');
  const [most, setMost] = useState(linesAtOnce);
  const wordsOf = useWords(reader, area, version);
  useNews(book, reader, wordsOf);
  const wanted = search.trim().toLocaleLowerCase();
  const found = useMemo(() => (wanted === '' ? objects : objects.filter((object) => `${wordsOf(object).whole} ${object.text}`.toLocaleLowerCase().includes(wanted))), [objects, wordsOf, wanted]);
  const shown = useMemo(() => found.slice(0, most), [found, most]);
  return {
    all: objects,
    shown,
    found: found.length,
    wordsOf,
    area,
    search,
    setSearch,
    more: () => setMost((now) => now + linesAtOnce),
    reach(id) {
      const at = book.getSnapshot().objects.findIndex((object) => object.id === id);
      setSearch('');
      setMost((now) => Math.max(now, at + 1));
    },
  };
}
