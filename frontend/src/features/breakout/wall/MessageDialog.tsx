import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { useFeedback } from '@/shared/ui/feedback';
import { TextField } from '@/shared/ui/Field';
import type { BreakoutModel } from '../breakoutModel';
import type { BreakoutGroup } from '../wire';
import { useDone } from './useDone';
import styles from './wall.module.css';

const longest = 1000;

interface Props {
  model: BreakoutModel;
  /** Null for all groups. */
  group: BreakoutGroup | null;
  onClose: () => void;
}

/** Writes to one group or to all: it is shown to them at once, whatever they do. */
export function MessageDialog({ model, group, onClose }: Props) {
  const { t } = useTranslation(['breakout', 'translation']);
  const { notices } = useFeedback();
  const [text, setText] = useState('');
  const { busy, act } = useDone(() => {
    notices.show(t('wall.sent'));
    onClose();
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') act(() => model.say(text.trim(), group ? [group.groupId] : []));
  };
  return (
    <Dialog isOpen onClose={onClose} title={group ? t('wall.messageNamed', { group: group.name }) : t('wall.messageAll')} keepsInput>
      <form className={styles.stack} onSubmit={send}>
        <TextField label={t('wall.text')} value={text} maxLength={longest} rows={3} dir="auto" onChange={(event) => setText(event.target.value)} />
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel', { ns: 'translation' })}</Button>
          <Button type="submit" variant="primary" busy={busy} disabled={text.trim() === ''}>
            {t('wall.send')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
