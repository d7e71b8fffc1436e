import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import { LockSwitch } from './LockSwitch';
import styles from './note.module.css';
import { NoteEditor } from './NoteEditor';
import type { NoteProps } from './props';
import { useLockNews, useNote } from './useNote';

/** The notes: who may write, how the connection is, and the text. */
export function NoteView(props: NoteProps) {
  const { t } = useTranslation();
  const { group = null } = props;
  const { model, state, reason } = useNote(props);
  useLockNews(props.locked, props.canLock);
  const { copy, phase, online } = state;
  if (phase === 'failed') {
    return (
      <div className={styles.problem} role="alert">
        <p>{t('note.failed')}</p>
        <Button onClick={() => void model.open()}>{t('common.tryAgain')}</Button>
      </div>
    );
  }
  return (
    <div className={styles.panel}>
      {group !== null && <p className={styles.line}>{group ? t('note.ofGroup', { group }) : t('note.ofOwnGroup')}</p>}
      {props.canLock && <LockSwitch locked={props.locked} onLock={props.onLock} />}
      {reason && (
        <p className={styles.line} role="status">
          {t(`note.readOnly.${reason}`)}
        </p>
      )}
      {phase === 'ready' && !online && (
        <p className={styles.line} role="status">
          {reason ? t('note.reconnectingReader') : t('note.reconnecting')}
        </p>
      )}
      {copy && phase !== 'opening' ? <NoteEditor key={copy.id} copy={copy} writes={reason === null} title={props.title} /> : <Loading label={t('common.loading')} />}
    </div>
  );
}
