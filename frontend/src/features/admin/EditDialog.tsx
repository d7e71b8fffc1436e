import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/shared/ui/Dialog';
import { useFeedback } from '@/shared/ui/feedback';
import type { Platform } from './adminApi';
import { useChangePlatform } from './adminContext';
import { PlatformForm } from './PlatformForm';
import { fieldsOf } from './platformForm';

/** Changes what is known of an LMS. */
export function EditDialog({ platform, onClose }: { platform: Platform; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { notices } = useFeedback();
  const change = useChangePlatform();
  const [fields, setFields] = useState(() => fieldsOf(platform));
  return (
    <Dialog isOpen onClose={onClose} title={t('form.editTitle', { name: platform.name })} keepsInput>
      <PlatformForm
        fields={fields}
        onChange={(next) => setFields((old) => ({ ...old, ...next }))}
        fixed
        label={t('form.save')}
        busy={change.isPending}
        error={change.error}
        onCancel={onClose}
        onSubmit={({ name, authUrl, tokenUrl, jwksUrl, tokenAudience, deployments }) =>
          change.mutate(
            { id: platform.id, edit: { name, authUrl, tokenUrl, jwksUrl, tokenAudience, deployments } },
            {
              onSuccess: () => {
                notices.show(t('form.saved'));
                onClose();
              },
            },
          )
        }
      />
    </Dialog>
  );
}
