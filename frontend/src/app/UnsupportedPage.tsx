import { MonitorX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MessagePage } from '@/shared/ui/MessagePage';

/** No WebRTC here: an old browser, or one that forbids it. */
export function UnsupportedPage() {
  const { t } = useTranslation();
  return (
    <MessagePage icon={<MonitorX size={24} />} title={t('error.unsupportedTitle')}>
      <p>{t('error.unsupported')}</p>
    </MessagePage>
  );
}
