import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import type { BreakoutModel } from '../breakoutModel';
import { useDone } from './useDone';

/** Asks before everybody is called back: with the countdown that was planned, or at once. */
export function CloseDialog({ model, countdown, onClose }: { model: BreakoutModel; countdown: number; onClose: () => void }) {
  const { t } = useTranslation(['breakout', 'translation']);
  const { busy, act } = useDone(onClose);
  return (
    <Dialog isOpen onClose={onClose} title={t('wall.closeTitle')} role="alertdialog">
      <p>{t('wall.closeText')}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel', { ns: 'translation' })}</Button>
        <Button variant={countdown > 0 ? 'secondary' : 'danger'} busy={busy} onClick={() => act(() => model.close(0))}>
          {t('wall.closeNow')}
        </Button>
        {countdown > 0 && (
          <Button variant="danger" busy={busy} onClick={() => act(() => model.close(countdown))}>
            {t('wall.closeIn', { count: countdown })}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
