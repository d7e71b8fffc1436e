import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Problem } from '@/shared/ui/Problem';

interface Props {
  isOpen: boolean;
  onClose: () => void;
  onLeave: () => void;
  onEnd: () => void;
  ending: boolean;
  error: unknown;
}

/** Only for whoever may end class: leave alone, or end it for everyone. */
export function LeaveDialog({ isOpen, onClose, onLeave, onEnd, ending, error }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('leave.title')}>
      <p>{t('leave.text')}</p>
      <p>{t('leave.kept')}</p>
      {error !== null && <Problem error={error} />}
      <DialogActions>
        <Button variant="quiet" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button onClick={onLeave} disabled={ending}>
          {t('leave.leave')}
        </Button>
        <Button variant="danger" onClick={onEnd} busy={ending}>
          {t('leave.end')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
