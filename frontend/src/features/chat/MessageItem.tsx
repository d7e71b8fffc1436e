import { memo } from 'react';
import { GraduationCap, Lock, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Avatar } from '@/shared/ui/Avatar';
import { cx } from '@/shared/ui/classes';
import type { FileCache } from './fileCache';
import { FileView } from './FileView';
import { mentionsName } from './format';
import styles from './message.module.css';
import { MessageActions, type Act } from './MessageActions';
import { MessageText } from './MessageText';
import { QuoteView } from './QuoteView';
import { isStaff, type Me, type MessageRights } from './rights';
import type { ChatFile, ChatMessage, ChatQuote } from './wire';

interface Props {
  message: ChatMessage;
  /** Has its sender's name above it; those that follow it closely don't. */
  first: boolean;
  /** The one message of the list that the Tab key stops at. */
  active: boolean;
  me: Me;
  rights: MessageRights;
  muted: boolean;
  quote: ChatQuote | null;
  emojis: readonly string[];
  cache: FileCache;
  act: (act: Act, message: ChatMessage) => void;
  onOpen: (file: ChatFile) => void;
}

export const MessageItem = memo(function MessageItem({ message, first, active, me, rights, muted, quote, emojis, cache, act, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const mine = message.userId === me.userId;
  const tabIndex = active ? 0 : -1;
  const anyRight = rights.reply || rights.edit || rights.remove || rights.mute;
  const called = !mine && !message.deleted && mentionsName(message.text, me.name);
  return (
    <article className={cx(styles.message, first && styles.first, mine && styles.mine, called && styles.called, message.to.kind !== 'everyone' && styles.narrow)} data-message={message.messageId} tabIndex={tabIndex} aria-label={t('chat.messageOf', { name: message.name })}>
      {first && (
        <header className={styles.head}>
          <Avatar id={message.userId} name={message.name} size={28} />
          <span className={styles.who}>
            <bdi dir="auto">{message.name}</bdi>
            {mine && <span className={styles.role}> {t('people.you')}</span>}
            {isStaff(message.role) && <span className={styles.role}> · {t(`role.${message.role}`)}</span>}
          </span>
          <time className={styles.time} dateTime={message.sentAt}>
            {format.time(message.sentAt)}
          </time>
        </header>
      )}
      <div className={styles.body}>
        {!first && <span className="srOnly">{format.time(message.sentAt)}</span>}
        <Addressee message={message} me={me} />
        {called && <span className="srOnly">{t('chat.mentionsYou')}</span>}
        {message.replyTo !== undefined && !message.deleted && <QuoteView quote={quote} />}
        {message.deleted ? <Deleted by={message.deleted.by} /> : message.text !== '' && <MessageText text={message.text} name={mine ? '' : me.name} />}
        {message.editedAt !== undefined && <span className={styles.edited}>{t('chat.edited')}</span>}
        {(message.files ?? []).map((file) => (
          <FileView key={file.fileId} file={file} cache={cache} tabIndex={tabIndex} onOpen={onOpen} />
        ))}
        {(message.reactions?.length ?? 0) > 0 && (
          <ul className={styles.reactions} aria-label={t('chat.reactions')}>
            {message.reactions?.map(({ emoji, count, mine: own }) => (
              <li key={emoji}>
                <button type="button" className={styles.reaction} aria-pressed={own} disabled={!rights.react} tabIndex={tabIndex} aria-label={t('chat.reactionCount', { emoji, count })} onClick={() => act({ type: 'react', emoji, on: !own }, message)}>
                  <span aria-hidden="true">{emoji}</span> {count}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      {anyRight && <MessageActions message={message} rights={rights} muted={muted} emojis={emojis} inTabOrder={active} act={act} />}
    </article>
  );
});

/** Who sees the message, where that isn't everybody: in words and with a sign, not by colour alone. */
function Addressee({ message: { to, userId }, me }: { message: ChatMessage; me: Me }) {
  const { t } = useTranslation();
  const group = to.groupId === undefined ? undefined : me.groupName?.(to.groupId);
  switch (to.kind) {
    case 'everyone':
      return null;
    case 'staff':
      return (
        <p className={styles.addressee}>
          <GraduationCap size={14} aria-hidden="true" />
          {to.name ? t('chat.seenByStaffAnd', { name: to.name }) : t('chat.seenByStaff')}
        </p>
      );
    case 'group':
      return (
        <p className={styles.addressee}>
          <Users size={14} aria-hidden="true" />
          {group ? t('chat.seenByGroupNamed', { group }) : t('chat.seenByGroup')}
        </p>
      );
    case 'person':
      return (
        <p className={styles.addressee}>
          <Lock size={14} aria-hidden="true" />
          {userId === me.userId ? t('chat.seenByYouAnd', { name: to.name ?? '' }) : t('chat.seenByYouAlone')}
        </p>
      );
  }
}

function Deleted({ by }: { by: string | undefined }) {
  const { t } = useTranslation();
  return <p className={styles.deleted}>{by ? t('chat.deletedBy', { name: by }) : t('chat.deleted')}</p>;
}
