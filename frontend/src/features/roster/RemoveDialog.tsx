import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Problem } from '@/shared/ui/Problem';
import type { RosterEntry } from './people';

interface Props {
  person: RosterEntry | null;
  busy: boolean;
  error: unknown;
  onConfirm: (person: RosterEntry) => void;
  onClose: () => void;
}

export function RemoveDialog({ person, busy, error, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={person !== null} onClose={onClose} title={t('people.removeTitle', { name: person?.name ?? '' })} role="alertdialog">
      <p>{t('people.removeText')}</p>
      {error !== null && <Problem error={error} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button variant="danger" busy={busy} onClick={() => person && onConfirm(person)}>
          {t('people.removeConfirm')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
