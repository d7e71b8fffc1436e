import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me, Session } from '@/shared/api/types';
import { useWords } from '@/shared/i18n/useWords';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import { SessionChat } from '@/features/chat/after/SessionChat';
import { SessionNotes } from '@/features/note/after/SessionNotes';
import styles from './chatAndNotes.module.css';
import { useRooms } from './useRooms';

interface Props {
  session: Session;
  me: Me;
}

/** What a class has written: its chat and its notes, those of its groups too, as far as the person may see them. */
export function ChatAndNotes(props: Props) {
  const { t } = useTranslation();
  return useWords('after') ? <Written {...props} /> : <Loading label={t('common.loading')} />;
}

function Written({ session, me }: Props) {
  const { t } = useTranslation('after');
  const { query, groups, notes, groupName, isOwn } = useRooms(session.id, me);
  const { userId, name, role, permissions } = me;
  const reader = useMemo(() => ({ userId, name, role, groupName }), [userId, name, role, groupName]);
  const mayChat = permissions.includes('chat.read');
  const mayNote = permissions.includes('note.read');
  if (!mayChat && !mayNote) return null;
  return (
    <section className={styles.section} aria-labelledby="session-written">
      <h2 id="session-written">{t('title')}</h2>
      {query.error ? (
        <Problem error={query.error} retry={() => void query.refetch()} busy={query.isFetching} />
      ) : query.data ? (
        <div className={styles.parts}>
          {mayNote && <SessionNotes sessionId={session.id} title={session.title} notes={notes} groupName={(groupId) => groupName(groupId) ?? t('group')} />}
          {mayChat && <SessionChat sessionId={session.id} me={reader} groups={groups} isOwn={isOwn} />}
        </div>
      ) : (
        <Waiting />
      )}
    </section>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return <Loading label={t('common.loading')} />;
}
