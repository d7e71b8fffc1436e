import { Settings } from 'lucide-react';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { buttonClass } from './Button';
import { Menu } from './Menu';
import { SettingsChoices } from './SettingsChoices';

export function SettingsMenu() {
  const { t, i18n } = useTranslation();
  return (
    <I18nProvider locale={i18n.language}>
      <Menu label={t('settings.title')} trigger={<Settings size={20} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', iconOnly: true })}>
        <SettingsChoices />
      </Menu>
    </I18nProvider>
  );
}
