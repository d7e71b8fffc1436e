import { useEffect, useState } from 'react';
import { MessageCircle, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import type { Room } from './room';
import styles from './room.module.css';
import type { Said } from './wire';

/** What those who teach write to groups while one is in class stays until it was read. */
export function SaidCards({ room }: { room: Room }) {
  const { model, me } = room;
  const { t } = useTranslation('breakout');
  const { t: common } = useTranslation();
  const { announcer } = useFeedback();
  const [unread, setUnread] = useState<readonly Said[]>([]);
  const teaches = me.role === 'instructor' || me.role === 'assistant';
  useEffect(
    () =>
      model.onNews((news) => {
        if (news.type !== 'breakout.said' || teaches) return;
        setUnread((before) => [...before, news]);
        announcer.urgent(t('room.saidBy', { name: news.name, text: news.text }));
      }),
    [model, teaches, announcer, t],
  );
  if (unread.length === 0) return null;
  return (
    <section className={styles.said} aria-label={t('room.messages')}>
      {unread.map((message) => (
        <div key={message.messageId} className={styles.message}>
          <MessageCircle size={18} aria-hidden="true" />
          <SaidText message={message} />
          <Button variant="quiet" size="small" iconOnly aria-label={common('common.dismiss')} onClick={() => setUnread((before) => before.filter((one) => one !== message))}>
            <X size={18} aria-hidden="true" />
          </Button>
        </div>
      ))}
    </section>
  );
}

export function SaidText({ message }: { message: Said }) {
  return (
    <p className={styles.saidText}>
      <bdi className={styles.saidName}>{message.name}</bdi> <span dir="auto">{message.text}</span>
    </p>
  );
}
