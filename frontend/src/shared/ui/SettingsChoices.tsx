import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { languageNames, languages, match } from '../i18n/language';
import { setLanguage } from '../i18n/i18n';
import { MenuChoices } from './Menu';
import { currentFont, currentTextSize, fonts, setFont, setTextSize, subscribeReading, textSizes } from './reading';
import { currentTheme, setTheme, subscribeTheme, themes } from './theme';

/** Language, look and text, as sections of a menu. */
export function SettingsChoices() {
  const { t, i18n } = useTranslation();
  const theme = useSyncExternalStore(subscribeTheme, currentTheme);
  const font = useSyncExternalStore(subscribeReading, currentFont);
  const size = useSyncExternalStore(subscribeReading, currentTextSize);
  return (
    <>
      <MenuChoices
        title={t('settings.language')}
        choices={languages.map((id) => ({ id, label: languageNames[id], lang: id }))}
        selected={i18n.language}
        onSelect={(id) => {
          const language = match(id);
          if (language) void setLanguage(language);
        }}
      />
      <MenuChoices
        title={t('settings.theme')}
        choices={themes.map((id) => ({ id, label: t(`settings.themes.${id}`) }))}
        selected={theme}
        onSelect={(id) => {
          const next = themes.find((candidate) => candidate === id);
          if (next) setTheme(next);
        }}
      />
      <MenuChoices
        title={t('settings.textSize')}
        choices={textSizes.map((id) => ({ id, label: t(`settings.textSizes.${id}`) }))}
        selected={size}
        onSelect={(id) => {
          const next = textSizes.find((candidate) => candidate === id);
          if (next) setTextSize(next);
        }}
      />
      <MenuChoices
        title={t('settings.font')}
        choices={fonts.map((id) => ({ id, label: t(`settings.fonts.${id}`) }))}
        selected={font}
        onSelect={(id) => {
          const next = fonts.find((candidate) => candidate === id);
          if (next) setFont(next);
        }}
      />
    </>
  );
}
