import i18next, { type i18n, type Resource } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chosenLanguage, direction, match, pick, rememberLanguage, type Language } from './language';

type Catalogue = Record<string, unknown>;

const loaders: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
  ar: () => import('./ar.json'),
};

function applyToDocument(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = direction(language);
}

async function load(instance: i18n, language: Language): Promise<void> {
  if (instance.hasResourceBundle(language, 'translation')) return;
  const catalogue = await loaders[language]();
  instance.addResourceBundle(language, 'translation', catalogue.default);
}

/** Loads the catalogue of the language that fits and nothing else. */
export async function initI18n(launchLocale: string | null): Promise<i18n> {
  const language = pick(chosenLanguage(), launchLocale, navigator.languages);
  const catalogue = await loaders[language]();
  const resources: Resource = { [language]: { translation: { ...catalogue.default } } };
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  applyToDocument(language);
  return i18next;
}

export async function setLanguage(language: Language): Promise<void> {
  rememberLanguage(language);
  await show(language);
}

/** The locale that the LMS sent with the launch: used unless the person chose a language. */
export async function followLaunchLocale(locale: string): Promise<void> {
  if (chosenLanguage()) return;
  const language = match(locale);
  if (language) await show(language);
}

async function show(language: Language): Promise<void> {
  if (i18next.language === language) return;
  await load(i18next, language);
  await i18next.changeLanguage(language);
  applyToDocument(language);
}
