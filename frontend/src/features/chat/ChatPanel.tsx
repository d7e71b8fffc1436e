import { useState, type DragEvent } from 'react';
import { MessageSquareOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Loading } from '@/shared/ui/Loading';
import { cx } from '@/shared/ui/classes';
import { useFeedback } from '@/shared/ui/feedback';
import type { Chat } from './chat';
import styles from './chat.module.css';
import { ChatHead } from './ChatHead';
import { Composer } from './Composer';
import { DeleteDialog } from './DeleteDialog';
import { Lightbox } from './Lightbox';
import { MessageList } from './MessageList';
import { barrierOf, type Me, type Somebody } from './rights';
import { mostFiles } from './uploads';
import { useActs } from './useActs';
import { useChatState } from './useChat';
import type { ChatFile } from './wire';

interface Props {
  chat: Chat;
  me: Me;
  /** Who is in class, for the choice of whom to write to. */
  people: readonly Somebody[];
}

/** The chat of the class. */
export function ChatPanel({ chat, me, people }: Props) {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  const state = useChatState(chat.model);
  const [query, setQuery] = useState('');
  const [opened, setOpened] = useState<ChatFile | null>(null);
  const [over, setOver] = useState(false);
  const { act, deleting, cancelDelete } = useActs(chat, me);
  const barrier = barrierOf(state, me.role);
  const addFiles = (files: readonly File[]) => {
    if (chat.uploads.add(files) > 0) notices.show(t('chat.tooManyFiles', { count: mostFiles }), 'problem');
  };
  const drag = (event: DragEvent) => {
    if (barrier !== null || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type !== 'dragleave' && event.type !== 'drop');
    if (event.type === 'drop') addFiles([...event.dataTransfer.files]);
  };
  if (!state.ready) return <Loading label={t('common.loading')} />;
  return (
    // Files can be dropped anywhere on the panel; by keyboard there is the button beside the text.
    <div className={cx(styles.panel, over && styles.over)} onDragOver={drag} onDragLeave={drag} onDrop={drag}>
      <ChatHead chat={chat} state={state} me={me} query={query} onQuery={setQuery} />
      <MessageList chat={chat} state={state} me={me} query={query.trim()} act={act} onOpen={setOpened} />
      {barrier === null ? (
        <Composer chat={chat} state={state} me={me} people={people} addFiles={addFiles} />
      ) : (
        <p className={styles.barrier} role="status">
          <MessageSquareOff size={18} aria-hidden="true" />
          {t(`chat.barrier.${barrier}`)}
        </p>
      )}
      {over && <p className={styles.drop}>{t('chat.dropHere')}</p>}
      <DeleteDialog message={deleting} model={chat.model} onClose={cancelDelete} />
      <Lightbox file={opened} cache={chat.files} onClose={() => setOpened(null)} />
    </div>
  );
}
