import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { DialogActions } from '@/shared/ui/Dialog';

/** The end of a dialog with a form: leave it, or save. */
export function SaveActions({ busy, onClose }: { busy: boolean; onClose: () => void }) {
  const { t } = useTranslation(['breakout', 'translation']);
  return (
    <DialogActions>
      <Button onClick={onClose}>{t('common.cancel', { ns: 'translation' })}</Button>
      <Button type="submit" variant="primary" busy={busy}>
        {t('wall.save')}
      </Button>
    </DialogActions>
  );
}
