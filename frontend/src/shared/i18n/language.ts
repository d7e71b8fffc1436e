import { localStore } from '../storage';

export const languages = ['en', 'de', 'ar'] as const;
export type Language = (typeof languages)[number];

/** Each language in its own words, so that a person finds it whatever is shown now. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch', ar: 'العربية' };

const key = 'lectern.language';

/** The closest language we have for a BCP 47 tag such as "de-AT"; null where there is none. */
export function match(tag: string | null | undefined): Language | null {
  const primary = tag?.toLowerCase().replace('_', '-').split('-')[0];
  return languages.find((language) => language === primary) ?? null;
}

/** A person's own choice wins over the LMS's locale, that over the browser's languages. */
export function pick(chosen: string | null, launch: string | null, browser: readonly string[]): Language {
  const candidates = [chosen, launch, ...browser];
  for (const candidate of candidates) {
    const found = match(candidate);
    if (found) return found;
  }
  return 'en';
}

export function chosenLanguage(): Language | null {
  return match(localStore.get(key));
}

export function rememberLanguage(language: Language): void {
  localStore.set(key, language);
}

export function direction(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}
