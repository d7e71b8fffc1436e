import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { BareSelect } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { LockSwitch } from './LockSwitch';
import styles from './note.module.css';
import { NoteEditor } from './NoteEditor';
import type { NoteProps } from './props';
import { useLockNews, useNote } from './useNote';

const none: NonNullable<NoteProps['groups']> = [];

/** The notes of the room where the person is, or of another group that they may read. */
export function NoteView(props: NoteProps) {
  const { t } = useTranslation();
  const { groupId = '', groups = none, boardUrl } = props;
  const [chosen, choose] = useState<{ beside: string; group: string } | null>(null);
  // Who comes into another room sees its notes first.
  const group = chosen?.beside === groupId ? chosen.group : groupId;
  const address = useCallback(() => boardUrl(group), [boardUrl, group]);
  const known = groupId === '' || groups.some((one) => one.groupId === groupId) ? groups : [{ groupId, name: '' }, ...groups];
  return (
    <div className={styles.panel}>
      {known.length > 0 && (
        <div className={styles.whose}>
          <BareSelect label={t('note.whose')} value={group} onChange={(event) => choose({ beside: groupId, group: event.target.value })}>
            <option value="">{t('note.ofClass')}</option>
            {known.map((one) => (
              <option key={one.groupId} value={one.groupId}>
                {one.name ? t('note.ofGroup', { group: one.name }) : t('note.ofOwnGroup')}
              </option>
            ))}
          </BareSelect>
        </div>
      )}
      <Note key={group} {...props} address={address} elsewhere={group !== '' && group !== groupId} />
    </div>
  );
}

/** The notes: who may write, how the connection is, and the text. */
function Note(props: Omit<NoteProps, 'boardUrl'> & { address: () => Promise<string>; elsewhere: boolean }) {
  const { t } = useTranslation();
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
    <>
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
    </>
  );
}
