import { useId, useState } from 'react';
import { CheckCheck, House, LifeBuoy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Chip } from '@/shared/ui/Chip';
import { cx } from '@/shared/ui/classes';
import { useTry } from '@/shared/ui/useTry';
import { TaskFileList } from './files/TaskFileList';
import { filesOf, freeIn, lastClosed, memberOf, rooms, running, taskOf } from './places';
import type { Room } from './room';
import styles from './room.module.css';
import { SaidText } from './SaidCards';
import { useBreakouts } from './useBreakouts';
import type { Breakout, BreakoutGroup } from './wire';

/** All groups with their people, the choice of one where it is free, and what those who teach wrote. */
export function GroupsPanel({ room }: { room: Room }) {
  const { t } = useTranslation('breakout');
  const state = useBreakouts(room.model);
  const open = running(state);
  const shown = open ?? lastClosed(state);
  if (!shown) return <p className={styles.none}>{t('room.noGroups')}</p>;
  const said = state.said.filter(({ breakoutId }) => breakoutId === shown.breakoutId);
  const own = memberOf(shown, room.me.userId);
  const task = own ? taskOf(shown, own) : shown.task;
  const files = own ? filesOf(shown, own) : shown.files;
  return (
    // It scrolls, and may have nothing in it that takes the focus.
    <div className={styles.panel} tabIndex={0} role="region" aria-label={t('room.groups')} data-first-focus>
      {!open && <p className={styles.none}>{t('room.closed')}</p>}
      {(task !== '' || files.length > 0) && (
        <div>
          <h2 className={styles.heading}>{t('room.task')}</h2>
          {task !== '' && (
            <p className={styles.taskText} dir="auto">
              {task}
            </p>
          )}
          <TaskFileList desk={room.files} ids={files} />
        </div>
      )}
      {rooms(shown).map((group) => (
        <GroupItem key={group.groupId} room={room} breakout={shown} group={group} own={own} />
      ))}
      {said.length > 0 && (
        <div>
          <h2 className={styles.heading}>{t('room.messages')}</h2>
          <ul className={styles.list}>
            {said.map((message) => (
              <li key={message.messageId}>
                <SaidText message={message} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  room: Room;
  breakout: Breakout;
  group: BreakoutGroup;
  own: BreakoutGroup | null;
}

function GroupItem({ room, breakout, group, own }: ItemProps) {
  const { me, nameOf } = room;
  const { t } = useTranslation('breakout');
  const id = useId();
  const mine = own?.groupId === group.groupId;
  return (
    <section className={cx(styles.card, mine && styles.mine)} aria-labelledby={id}>
      <div className={styles.cardHead}>
        <h2 id={id} className={styles.cardName} dir="auto">
          {group.name}
        </h2>
        {mine && <Chip tone="accent">{t('room.yours')}</Chip>}
        {group.helpAt !== null && (
          <Chip tone="warn" icon={<LifeBuoy size={14} aria-hidden="true" />}>
            {t('room.needsHelp')}
          </Chip>
        )}
        {group.doneAt !== null && (
          <Chip tone="ok" icon={<CheckCheck size={14} aria-hidden="true" />}>
            {t('room.done')}
          </Chip>
        )}
      </div>
      {group.members.length + group.visitors.length === 0 ? (
        <p className={styles.none}>{t('room.nobody')}</p>
      ) : (
        <ul className={styles.people} aria-labelledby={id}>
          {[...group.members, ...group.visitors].map((user) => (
            <li key={user} className={styles.person}>
              <bdi>{nameOf(user)}</bdi>
              {user === me.userId && <small>{t('room.you')}</small>}
              <Mark room={room} group={group} userId={user} />
            </li>
          ))}
        </ul>
      )}
      <Choice room={room} breakout={breakout} group={group} own={own} />
    </section>
  );
}

function Mark({ room, group, userId }: { room: Room; group: BreakoutGroup; userId: string }) {
  const { t } = useTranslation('breakout');
  if (!room.here.has(userId)) return <small>{t('room.absent')}</small>;
  if (group.visitors.includes(userId)) return <small>{t('room.visits')}</small>;
  if (!group.out.includes(userId)) return null;
  return (
    <small className={styles.out}>
      <House size={14} aria-hidden="true" />
      {t('room.isOut')}
    </small>
  );
}

function Choice({ room, breakout, group, own }: ItemProps) {
  const { model, me } = room;
  const { t } = useTranslation('breakout');
  const attempt = useTry();
  const [busy, setBusy] = useState(false);
  const chooses = me.role === 'learner' && breakout.choice === 'free' && breakout.phase === 'open';
  const free = freeIn(group);
  if (!chooses || own?.groupId === group.groupId) return null;
  const choose = async () => {
    setBusy(true);
    await attempt(model.choose(group.groupId));
    setBusy(false);
  };
  return (
    <div className={styles.choice}>
      <span>{free === null ? t('room.anyNumber') : free === 0 ? t('room.full') : t('room.free', { count: free })}</span>
      <Button size="small" busy={busy} disabled={free === 0} onClick={() => void choose()} aria-label={t('room.chooseNamed', { group: group.name })}>
        {t('room.chooseThis')}
      </Button>
    </div>
  );
}
