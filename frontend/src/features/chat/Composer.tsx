import { useLayoutEffect, useRef, useSyncExternalStore, type ClipboardEvent, type KeyboardEvent } from 'react';
import { Paperclip, SendHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import type { Chat } from './chat';
import type { ChatState } from './chatModel';
import styles from './composer.module.css';
import { ComposerNote } from './ComposerNote';
import { lengthOf, mostText } from './draft';
import { RecipientPicker } from './RecipientPicker';
import { recipients, sameTo, type Me, type Somebody } from './rights';
import { UploadList } from './UploadList';
import { accepted } from './uploads';
import { useSubmit } from './useSubmit';

interface Props {
  chat: Chat;
  state: ChatState;
  me: Me;
  people: readonly Somebody[];
  addFiles: (files: readonly File[]) => void;
}

const counterFrom = mostText - 400;

/** Where messages are written. Enter sends, Shift and Enter begin a line, Esc gives up an answer or a change. */
export function Composer({ chat, state, me, people, addFiles }: Props) {
  const { t } = useTranslation();
  const { draft, uploads } = chat;
  const { text, to, replyTo, editing } = useSyncExternalStore(draft.subscribe, draft.getSnapshot);
  const list = useSyncExternalStore(uploads.subscribe, uploads.getSnapshot);
  const area = useRef<HTMLTextAreaElement>(null);
  const room = me.groupId ?? null;
  useLayoutEffect(() => draft.enter(room), [draft, room]);
  const picker = useRef<HTMLInputElement>(null);
  const choices = recipients(state, me, people);
  // Who left or may not be written to any more isn't swapped for everybody without being asked.
  const chosen = to ?? choices[0] ?? { kind: 'staff' as const };
  const gone = !editing && !choices.some((choice) => sameTo(choice, chosen));
  const length = lengthOf(text);
  const uploading = list.some((upload) => !upload.file && !upload.error);
  const ready = !gone && !uploading && length <= mostText && (text.trim() !== '' || (!editing && list.some((upload) => upload.file)) || (editing?.files?.length ?? 0) > 0);
  const { submit, busy } = useSubmit(chat, chosen, ready);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.blockSize = 'auto';
    element.style.blockSize = `${element.scrollHeight + 2}px`;
  }, [text]);
  useLayoutEffect(() => {
    if (replyTo || editing) area.current?.focus();
  }, [replyTo, editing]);
  const keyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape' && (editing || replyTo)) {
      event.preventDefault();
      draft.cancel();
    }
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    // A copied piece of a table is text and a picture of it; the text is what is meant.
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    addFiles(files);
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ComposerNote draft={draft} replyTo={replyTo} editing={editing} to={chosen} gone={gone} />
      {!editing && <RecipientPicker choices={choices} chosen={chosen} gone={gone} onChoose={(choice) => draft.address(choice)} />}
      <UploadList uploads={uploads} list={list} />
      <div className={styles.line}>
        {!editing && (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              accept={accepted}
              onChange={(event) => {
                addFiles([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
            <Button variant="quiet" iconOnly aria-label={t('chat.attach')} onClick={() => picker.current?.click()}>
              <Paperclip size={20} aria-hidden="true" />
            </Button>
          </>
        )}
        <textarea ref={area} className={styles.area} data-first-focus rows={1} dir="auto" value={text} aria-label={editing ? t('chat.editing') : t('chat.write')} placeholder={editing ? t('chat.editing') : t('chat.write')} aria-invalid={length > mostText || undefined} onChange={(event) => draft.setText(event.target.value)} onKeyDown={keyDown} onPaste={paste} />
        <Button type="submit" variant="primary" iconOnly busy={busy} disabled={!ready} aria-label={editing ? t('chat.saveEdit') : t('chat.send')}>
          <SendHorizontal size={20} className="mirrorRtl" aria-hidden="true" />
        </Button>
      </div>
      {length > counterFrom && (
        <p className={cx(styles.counter, length > mostText && styles.over)} role="status">
          {length > mostText ? t('chat.tooLong', { count: length - mostText }) : t('chat.left', { count: mostText - length })}
        </p>
      )}
    </form>
  );
}
