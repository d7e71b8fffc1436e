import { GraduationCap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MessagePage } from '@/shared/ui/MessagePage';

/** Somebody typed the bare address: classes are opened from a course. */
export function HomePage() {
  const { t } = useTranslation();
  return (
    <MessagePage icon={<GraduationCap size={24} />} title={t('home.title')}>
      <p>{t('home.text')}</p>
    </MessagePage>
  );
}
