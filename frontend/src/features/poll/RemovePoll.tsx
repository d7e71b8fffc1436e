import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';

interface Props {
  isOpen: boolean;
  /** What goes, in a sentence. */
  text: string;
  onRemove: () => Promise<boolean>;
  onClose: () => void;
}

/** Asks before a poll goes with everything that was answered. */
export function RemovePoll({ isOpen, text, onRemove, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('poll.removeTitle')} role="alertdialog">
      <p>{text}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button variant="danger" onClick={() => void onRemove().then((gone) => gone && onClose())}>
          {t('poll.remove')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
