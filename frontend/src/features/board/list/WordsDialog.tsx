import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { TextField } from '@/shared/ui/Field';

interface Props {
  title: string;
  text: string;
  onSave: (text: string) => void;
  onClose: () => void;
}

const longest = 10_000;

/** Asks for what is written in something. */
export function WordsDialog({ title, text: before, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(before);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    onSave(text);
  };
  return (
    <Dialog isOpen onClose={onClose} title={title} keepsInput>
      <form onSubmit={submit}>
        <TextField
          label={t('board.list.words')}
          dir="auto"
          rows={4}
          maxLength={longest}
          autoFocus // eslint-disable-line jsx-a11y/no-autofocus -- the dialog is there to type into it
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary">
            {t('board.list.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
