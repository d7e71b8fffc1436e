import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { match, type Language } from './language';

const loaders: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  en: () => import('./link/en.json'),
  de: () => import('./link/de.json'),
  ar: () => import('./link/ar.json'),
};

/** Words of pages that few people see, fetched with them: what is added to a course, and one person's record. True once
 * they are there in the language shown. */
export function useLinkWords(): boolean {
  const { i18n } = useTranslation();
  const language = match(i18n.language) ?? 'en';
  const [, arrived] = useState('');
  const there = i18n.hasResourceBundle(language, 'link');
  useEffect(() => {
    if (there) return undefined;
    let current = true;
    loaders[language]()
      .then((words) => {
        i18n.addResourceBundle(language, 'link', words.default);
        if (current) arrived(language);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [i18n, language, there]);
  return there;
}
