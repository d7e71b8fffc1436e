import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { match, type Language } from './language';

type Loaders = Record<Language, () => Promise<{ default: Record<string, unknown> }>>;

const books = {
  after: { en: () => import('./after/en.json'), de: () => import('./after/de.json'), ar: () => import('./after/ar.json') },
  analytics: { en: () => import('./analytics/en.json'), de: () => import('./analytics/de.json'), ar: () => import('./analytics/ar.json') },
  breakout: { en: () => import('./breakout/en.json'), de: () => import('./breakout/de.json'), ar: () => import('./breakout/ar.json') },
  forward: { en: () => import('./forward/en.json'), de: () => import('./forward/de.json'), ar: () => import('./forward/ar.json') },
  admin: { en: () => import('./admin/en.json'), de: () => import('./admin/de.json'), ar: () => import('./admin/ar.json') },
  roster: { en: () => import('./roster/en.json'), de: () => import('./roster/de.json'), ar: () => import('./roster/ar.json') },
  link: { en: () => import('./link/en.json'), de: () => import('./link/de.json'), ar: () => import('./link/ar.json') },
} satisfies Record<string, Loaders>;

/** Words of pages that few people see are fetched with them. True once they are there in the language shown; where they
 * can't be fetched, the page fails and offers to be loaded anew. */
export function useWords(book: keyof typeof books): boolean {
  const { i18n } = useTranslation();
  const language = match(i18n.language) ?? 'en';
  const [state, setState] = useState<{ arrived?: string; failed?: Error }>({});
  const there = i18n.hasResourceBundle(language, book);
  useEffect(() => {
    if (there) return undefined;
    let current = true;
    books[book][language]()
      .then((words) => {
        i18n.addResourceBundle(language, book, words.default);
        if (current) setState({ arrived: language });
      })
      .catch((error: unknown) => {
        if (current) setState({ failed: error instanceof Error ? error : new Error('no words') });
      });
    return () => {
      current = false;
    };
  }, [i18n, book, language, there]);
  if (state.failed && !there) throw state.failed;
  return there;
}
