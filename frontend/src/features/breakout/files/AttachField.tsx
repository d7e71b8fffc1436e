import { Paperclip, X } from 'lucide-react';
import { useId, useRef, type Dispatch, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { fileSize } from '@/shared/i18n/fileSize';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import type { DraftAction } from '../plan/draft';
import { TooLarge, type Sending } from './attachments';
import { mostFiles } from './fileDesk';
import styles from './files.module.css';
import type { PlanFiles } from './useAttachments';

interface Props {
  label: string;
  hint: string;
  files: PlanFiles;
  /** The key of the group that they are for; null: for all. */
  place: string | null;
  ids: readonly string[];
  dispatch: Dispatch<DraftAction>;
}

/** The files of a task: those attached, those on their way, and the way to attach more. */
export function AttachField({ label, hint, files, place, ids, dispatch }: Props) {
  const { t, i18n } = useTranslation(['breakout', 'translation']);
  const { notices } = useFeedback();
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const sending = files.sending.filter((one) => one.place === place);
  const add = (chosen: readonly File[]) => {
    if (files.attachments.add(place, chosen, ids.length) > 0) notices.show(t('plan.filesMost', { most: mostFiles }), 'problem');
  };
  const nameOf = (fileId: string) => files.known.get(fileId)?.name ?? (files.listed ? t('chat.fileGone', { ns: 'translation' }) : t('common.loading', { ns: 'translation' }));
  return (
    <div className={styles.field} role="group" aria-labelledby={id}>
      <span id={id} className={styles.label}>
        {label}
      </span>
      <span className={styles.hint}>{hint}</span>
      {ids.length + sending.length > 0 && (
        <ul className={styles.attached} aria-labelledby={id}>
          {ids.map((fileId) => (
            <Line key={fileId} name={nameOf(fileId)} removes={t('chat.removeFile', { ns: 'translation', name: nameOf(fileId) })} onRemove={() => dispatch({ type: 'detach', key: place, fileId })}>
              <span className={styles.size}>{fileSize(files.known.get(fileId)?.size ?? 0, i18n.language)}</span>
            </Line>
          ))}
          {sending.map((one) => (
            <Line key={one.id} name={one.name} removes={t(one.error === null ? 'chat.cancelFile' : 'chat.removeFile', { ns: 'translation', name: one.name })} onRemove={() => files.attachments.remove(one.id)}>
              <State sending={one} />
            </Line>
          ))}
        </ul>
      )}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={files.desk.accepted}
        aria-label={label}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Button size="small" disabled={ids.length >= mostFiles} onClick={() => picker.current?.click()} aria-describedby={id}>
        <Paperclip size={16} aria-hidden="true" />
        {t('chat.attach', { ns: 'translation' })}
      </Button>
    </div>
  );
}

interface LineProps {
  name: string;
  removes: string;
  onRemove: () => void;
  children: ReactNode;
}

function Line({ name, removes, onRemove, children }: LineProps) {
  return (
    <li className={styles.line}>
      <span className={styles.what}>
        <bdi dir="auto">{name}</bdi>
        {children}
      </span>
      <Button variant="quiet" size="small" iconOnly aria-label={removes} onClick={onRemove}>
        <X size={16} aria-hidden="true" />
      </Button>
    </li>
  );
}

function State({ sending: { name, progress, error } }: { sending: Sending }) {
  const { t } = useTranslation();
  if (error === null) return <progress className={styles.progress} value={progress} max={1} aria-label={t('chat.uploading', { name })} />;
  return (
    <span className={styles.failed} role="alert">
      {error instanceof TooLarge ? t('chat.fileTooLarge') : codeOf(error) === 'invalid' ? t('chat.fileKind') : t(`problem.${codeOf(error)}`)}
    </span>
  );
}
