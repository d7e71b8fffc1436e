import { CircleCheck, Headphones, LifeBuoy, LogIn, MessageCircle, Mic } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Chip } from '@/shared/ui/Chip';
import { cx } from '@/shared/ui/classes';
import { useTry } from '@/shared/ui/useTry';
import { TaskFileList } from '../files/TaskFileList';
import { allFiles, filesOf, taskOf } from '../places';
import type { BreakoutGroup } from '../wire';
import { GroupDialogs, type Doing } from './GroupDialogs';
import { GroupMenu } from './GroupMenu';
import { Members } from './Members';
import type { Looks } from './standing';
import { useListening } from './useListening';
import styles from './wall.module.css';
import type { GroupProps } from './wallDesk';

interface Props extends GroupProps {
  group: BreakoutGroup;
  unread: number;
  looks: Looks;
}

/** One group: its board, who is in it and how they are doing, and what may be done about it. */
export function GroupCard({ desk, breakout, group, unread, looks }: Props) {
  const { t } = useTranslation('breakout');
  const id = useId();
  const attempt = useTry();
  const [doing, setDoing] = useState<Doing | null>(null);
  const { model, listening } = desk;
  const sound = useListening(listening);
  const isHeard = sound.groupId === group.groupId;
  const speaks = sound.into.includes(group.groupId);
  const visited = group.visitors.includes(desk.me.userId);
  const task = taskOf(breakout, group);
  const visit = () => void attempt(model.visit(visited ? null : group.groupId)).then((went) => went && !visited && desk.close());
  const listen = () => (isHeard ? sound.stop() : sound.listen(group.groupId));
  return (
    <article className={cx(styles.card, group.helpAt !== null && styles.calling)} aria-labelledby={id}>
      <header className={styles.cardHead}>
        <h3 id={id} className={styles.name}>
          <bdi dir="auto">{group.name}</bdi>
        </h3>
        <span className={styles.chips}>
          {group.helpAt !== null && (
            <Chip tone="warn" icon={<LifeBuoy size={14} aria-hidden="true" />}>
              {t('wall.needsHelp')}
            </Chip>
          )}
          {group.doneAt !== null && (
            <Chip tone="ok" icon={<CircleCheck size={14} aria-hidden="true" />}>
              {t('wall.done')}
            </Chip>
          )}
          {unread > 0 && (
            <button type="button" className={styles.unread} onClick={() => desk.readChat(group.groupId)}>
              <MessageCircle size={14} aria-hidden="true" />
              {t('wall.messages', { count: unread })}
            </button>
          )}
          {(isHeard || speaks) && (
            <Chip tone="accent" icon={speaks ? <Mic size={14} aria-hidden="true" /> : <Headphones size={14} aria-hidden="true" />}>
              {speaks ? t('wall.youSpeak') : t('wall.youListen')}
            </Chip>
          )}
        </span>
        <GroupMenu desk={desk} breakout={breakout} group={group} onDo={setDoing} />
      </header>
      <button type="button" className={styles.picture} onClick={() => desk.openBoard(group.groupId)} aria-label={t('wall.openBoard', { group: group.name })}>
        {desk.picture(group.groupId)}
      </button>
      {task !== '' && (
        <p className={styles.task} dir="auto">
          {task}
        </p>
      )}
      <TaskFileList desk={desk.files} ids={filesOf(breakout, group)} all={allFiles(breakout)} />
      <Members desk={desk} breakout={breakout} group={group} looks={looks} />
      <footer className={styles.actions}>
        <Button size="small" variant={visited ? 'primary' : 'secondary'} onClick={visit} aria-label={visited ? t('wall.leaveNamed', { group: group.name }) : t('wall.visitNamed', { group: group.name })}>
          <LogIn size={16} className="mirrorRtl" aria-hidden="true" />
          {visited ? t('wall.leave') : t('wall.visit')}
        </Button>
        {listening && !visited && (
          <Button size="small" onClick={listen} aria-pressed={isHeard} aria-label={t('wall.listenNamed', { group: group.name })}>
            <Headphones size={16} aria-hidden="true" />
            {t('wall.listen')}
          </Button>
        )}
        <Button size="small" iconOnly onClick={() => setDoing('message')} aria-label={t('wall.messageNamed', { group: group.name })}>
          <MessageCircle size={16} aria-hidden="true" />
        </Button>
      </footer>
      {doing && <GroupDialogs desk={desk} breakout={breakout} group={group} doing={doing} onClose={() => setDoing(null)} />}
    </article>
  );
}
