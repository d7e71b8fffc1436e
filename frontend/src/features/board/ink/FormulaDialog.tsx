import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { TextField } from '@/shared/ui/Field';
import styles from './canvas.module.css';

interface Props {
  /** What it is so far. */
  latex: string;
  isNew: boolean;
  onPlace: (latex: string) => Promise<void>;
  onClose: () => void;
}

const longest = 2000;

/** A formula in LaTeX, with a look at what becomes of it. */
export function FormulaDialog({ latex, isNew, onPlace, onClose }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(latex);
  const [understood, setUnderstood] = useState(true);
  const [failed, setFailed] = useState(false);
  const preview = useRef<HTMLDivElement>(null);
  const source = text.trim();
  useEffect(() => {
    let wanted = true;
    import('@/shared/math/katex')
      .then(({ renderMath }) => {
        if (wanted && preview.current) setUnderstood(source === '' || renderMath(source, preview.current, true));
      })
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [source]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (source === '' || !understood) return;
    onPlace(source).then(onClose, () => setFailed(true));
  };
  const error = failed ? t('board.canvas.formulaFailed') : understood ? undefined : t('board.canvas.formulaWrong');
  return (
    <Dialog isOpen onClose={onClose} title={isNew ? t('board.canvas.formula') : t('board.canvas.formulaEdit')} keepsInput>
      <form onSubmit={submit}>
        <TextField
          label={t('board.canvas.latex')}
          hint={t('board.canvas.latexHint')}
          error={error}
          dir="ltr"
          rows={3}
          maxLength={longest}
          spellCheck={false}
          autoFocus // eslint-disable-line jsx-a11y/no-autofocus -- the dialog is there to type into it
          value={text}
          onChange={(event) => {
            setFailed(false);
            setText(event.target.value);
          }}
        />
        <div ref={preview} className={styles.preview} dir="ltr" role="group" aria-label={t('board.canvas.preview')} hidden={source === '' || !understood} />
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary" disabled={source === '' || !understood}>
            {isNew ? t('board.canvas.formulaInsert') : t('board.canvas.formulaSave')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
