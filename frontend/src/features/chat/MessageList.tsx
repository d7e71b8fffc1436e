import { useCallback, useMemo, useState, type KeyboardEvent, type FocusEvent } from 'react';
import { ArrowDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { useNow } from '@/shared/ui/useNow';
import type { ChatModel, ChatState } from './chatModel';
import styles from './chat.module.css';
import type { Act } from './MessageActions';
import { MessageItem } from './MessageItem';
import { quoteOf, rowsOf, searchMessages } from './messages';
import type { FileCache } from './fileCache';
import { moveFocus } from './moveFocus';
import { PendingItem } from './PendingItem';
import { barrierOf, rightsTo, type Me } from './rights';
import { useStick } from './useStick';
import type { ChatFile, ChatMessage } from './wire';

interface Props {
  chat: { model: Pick<ChatModel, 'loadOlder' | 'read' | 'retry' | 'discard'>; files: FileCache };
  state: ChatState;
  me: Me;
  query: string;
  act: (act: Act, message: ChatMessage) => void;
  onOpen: (file: ChatFile) => void;
}

const windowStep = 120;

/** The messages, the newest at the end. Of very many only the last ones are in the page, more on request. */
export function MessageList({ chat: { model, files }, state, me, query, act, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  const [most, setMost] = useState(windowStep);
  const [active, setActive] = useState<string | null>(null);
  // Where the unread ones began when the panel was opened.
  const [newAfter] = useState(state.unread > 0 ? state.readUpTo : 0);
  const { messages, pending, muted } = state;
  const found = useMemo(() => searchMessages(messages, query), [messages, query]);
  const shown = useMemo(() => found.slice(-most), [found, most]);
  const rows = useMemo(() => rowsOf(shown, newAfter, me.userId), [shown, newAfter, me.userId]);
  const barrier = barrierOf(state, me.role);
  const lastKey = pending.at(-1)?.key ?? shown.at(-1)?.messageId ?? '';
  const onEnd = useCallback(() => model.read(), [model]);
  const own = pending.length > 0 || shown.at(-1)?.userId === me.userId;
  const { list, onScroll, toEnd, seenLast } = useStick({ first: shown[0]?.messageId ?? '', last: lastKey, own }, onEnd);
  const seenAt = shown.findIndex((message) => message.messageId === seenLast);
  const below = seenAt < 0 || query ? 0 : shown.slice(seenAt + 1).filter((message) => message.userId !== me.userId).length;
  const activeId = shown.some((message) => message.messageId === active) ? active : (shown.at(-1)?.messageId ?? null);
  const hidden = found.length - shown.length;
  const earlier = () => (hidden > 0 ? setMost(most + windowStep) : void model.loadOlder().then(() => setMost((before) => before + windowStep)));
  const focused = (event: FocusEvent) => {
    const id = event.target.closest('[data-message]')?.getAttribute('data-message');
    if (id) setActive(id);
  };
  return (
    <div className={styles.listFrame}>
      {/* Arrow keys go from message to message; the list itself is no stop. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div ref={list} className={styles.list} onScroll={onScroll} onFocus={focused} onKeyDown={(event: KeyboardEvent<HTMLDivElement>) => moveFocus(event)}>
        <div className={styles.rows} role="group" aria-label={t('chat.messages')}>
          {(hidden > 0 || (state.older && !query)) && (
            <Button size="small" variant="quiet" busy={state.loading === 'older'} onClick={earlier}>
              {state.loading === 'failed' ? t('chat.earlierFailed') : t('chat.earlier')}
            </Button>
          )}
          {rows.map((row) =>
            row.type === 'day' ? (
              <p key={row.key} className={styles.day}>
                {format.day(row.at)}
              </p>
            ) : row.type === 'new' ? (
              <p key={row.key} className={styles.new}>
                {t('chat.newFromHere')}
              </p>
            ) : (
              <MessageItem
                key={row.key}
                message={row.message}
                first={row.first}
                active={row.key === activeId}
                me={me}
                rights={rightsTo(row.message, me, barrier, now)}
                muted={muted.some((one) => one.userId === row.message.userId)}
                quote={row.message.replyTo === undefined ? null : quoteOf(row.message.replyTo, messages, state.quotes)}
                emojis={state.emojis}
                cache={files}
                act={act}
                onOpen={onOpen}
              />
            ),
          )}
          {state.ready && found.length === 0 && pending.length === 0 && <p className={styles.none}>{query ? t('chat.noMatch', { query }) : t('chat.empty')}</p>}
          {pending.map((one) => (
            <PendingItem key={one.key} pending={one} name={me.name} onRetry={() => model.retry(one.key)} onDiscard={() => model.discard(one.key)} />
          ))}
        </div>
      </div>
      {below > 0 && (
        <Button size="small" variant="primary" className={styles.below} onClick={toEnd}>
          <ArrowDown size={16} aria-hidden="true" />
          {t('chat.newBelow', { count: below })}
        </Button>
      )}
    </div>
  );
}
