import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { useTry } from '@/shared/ui/useTry';
import type { HandModel } from './handModel';

/** Asks first: the order in which people have waited can't be brought back. */
export function LowerAllButton({ model, count }: { model: HandModel; count: number }) {
  const { t } = useTranslation();
  const attempt = useTry();
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const lower = async () => {
    setBusy(true);
    if (await attempt(model.lowerAll())) setAsks(false);
    setBusy(false);
  };
  return (
    <>
      <Button size="small" variant="quiet" onClick={() => setAsks(true)}>
        {t('hand.lowerAll')}
      </Button>
      <Dialog isOpen={asks} onClose={() => setAsks(false)} title={t('hand.lowerAllTitle')} role="alertdialog">
        <p>{t('hand.lowerAllText', { count })}</p>
        <DialogActions>
          <Button onClick={() => setAsks(false)}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={busy} onClick={() => void lower()}>
            {t('hand.lowerAll')}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
