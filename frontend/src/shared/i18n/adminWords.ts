import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { match, type Language } from './language';

const loaders: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  en: () => import('./admin/en.json'),
  de: () => import('./admin/de.json'),
  ar: () => import('./admin/ar.json'),
};

/** Few people see the admin pages; their words are fetched with them. True once they are there in the language shown. */
export function useAdminWords(): boolean {
  const { i18n } = useTranslation();
  const language = match(i18n.language) ?? 'en';
  const [, arrived] = useState('');
  const there = i18n.hasResourceBundle(language, 'admin');
  useEffect(() => {
    if (there) return undefined;
    let current = true;
    loaders[language]()
      .then((words) => {
        i18n.addResourceBundle(language, 'admin', words.default);
        if (current) arrived(language);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [i18n, language, there]);
  return there;
}
