import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import { Dialog, DialogActions } from './Dialog';
import { Problem } from './Problem';

interface Props {
  title: string;
  label: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that can't be undone. */
export function AskDialog({ title, label, danger = false, busy, error, onConfirm, onClose, children }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen onClose={onClose} title={title} role="alertdialog">
      {children}
      {error !== null && <Problem error={error} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
          {label}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
