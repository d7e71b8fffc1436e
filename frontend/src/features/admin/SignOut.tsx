import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useAdmin } from './adminContext';
import { AskDialog } from '@/shared/ui/AskDialog';

/** Ends this session of the admin pages, or all of them. */
export function SignOut() {
  const { t } = useTranslation('admin');
  const { api } = useAdmin();
  const [asked, setAsked] = useState(false);
  const leave = useMutation({ mutationFn: (everywhere: boolean) => api.leave(everywhere) });
  return (
    <>
      <Button variant="quiet" busy={leave.isPending && !asked} onClick={() => leave.mutate(false)}>
        {t('enter.out')}
      </Button>
      <Button variant="quiet" onClick={() => setAsked(true)}>
        {t('enter.outAll')}
      </Button>
      {asked && (
        <AskDialog title={t('enter.outAllTitle')} label={t('enter.outAll')} danger busy={leave.isPending} error={leave.error} onConfirm={() => leave.mutate(true)} onClose={() => setAsked(false)}>
          <p>{t('enter.outAllText')}</p>
        </AskDialog>
      )}
    </>
  );
}
