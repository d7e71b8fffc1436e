import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '@/shared/api/services';
import { BareSelect } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { Part } from '@/shared/ui/Part';
import { Problem } from '@/shared/ui/Problem';
import { ChatApi } from '../api';
import { FileCache } from '../fileCache';
import { Lightbox } from '../Lightbox';
import { MessageList } from '../MessageList';
import type { Me } from '../rights';
import type { ChatFile } from '../wire';
import styles from './after.module.css';
import { everyRoom, mainRoom, useKeptChat } from './useKeptChat';

interface Props {
  sessionId: string;
  me: Me;
  /** The groups of the class, in their order. */
  groups: readonly { groupId: string; name: string }[];
  /** The person has been in that group, or teaches. */
  isOwn: (groupId: string) => boolean;
}

const nothing = () => undefined;

/** What was written in the chat of a class, as far as the person may see it, of all rooms or of one. */
export function SessionChat({ sessionId, me, groups, isOwn }: Props) {
  const { t } = useTranslation('after');
  const { t: common } = useTranslation();
  const { login } = useServices();
  const [api] = useState(() => new ChatApi(login, sessionId));
  const [files] = useState(() => new FileCache((fileId) => api.file(fileId)));
  useEffect(() => () => files.dispose(), [files]);
  const [room, setRoom] = useState(everyRoom);
  const [opened, setOpened] = useState<ChatFile | null>(null);
  const { query, state, groups: seen, loadOlder } = useKeptChat(api, sessionId, room);
  const rooms = useMemo(() => groups.filter(({ groupId }) => isOwn(groupId) || seen.has(groupId)), [groups, isOwn, seen]);
  const retry = () => void (state?.older ? query.fetchNextPage() : query.refetch());
  return (
    <Part
      title={common('chat.title')}
      choice={
        rooms.length > 0 && (
          <BareSelect label={t('from')} value={room} onChange={(event) => setRoom(event.target.value)}>
            <option value={everyRoom}>{t('all')}</option>
            <option value={mainRoom}>{t('main')}</option>
            {rooms.map(({ groupId, name }) => (
              <option key={groupId} value={groupId}>
                {name}
              </option>
            ))}
          </BareSelect>
        )
      }
    >
      {state && state.messages.length > 0 ? (
        <>
          <p className="srOnly" role="status">
            {t('count', { count: state.messages.length })}
          </p>
          <div className={styles.log}>
            <MessageList key={room} chat={{ model: { loadOlder, read: nothing, retry: nothing, discard: nothing }, files }} state={state} me={me} query="" act={nothing} onOpen={setOpened} />
          </div>
        </>
      ) : query.error ? (
        <Problem error={query.error} retry={retry} busy={query.isFetching} />
      ) : !state || state.older ? (
        <Loading label={common('common.loading')} />
      ) : (
        <p className={styles.none} role="status">
          {room === everyRoom ? t('chatEmpty') : t('roomEmpty')}
        </p>
      )}
      <Lightbox file={opened} cache={files} onClose={() => setOpened(null)} />
    </Part>
  );
}
