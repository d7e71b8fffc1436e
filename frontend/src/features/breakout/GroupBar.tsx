import { CheckCheck, House, LifeBuoy, Undo2, UsersRound } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button, buttonClass } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import { useTry } from '@/shared/ui/useTry';
import { TaskFileList } from './files/TaskFileList';
import { filesOf, memberOf, peopleOf, running, taskOf } from './places';
import type { Room } from './room';
import styles from './room.module.css';
import { clockOf, useBreakouts, useLeft, useNameList } from './useBreakouts';
import type { Breakout, BreakoutGroup } from './wire';

const soonMs = 60_000;
const lastMs = 10_000;

/** A slim row: in a group which one, with whom, what to do and how long; in the main room the way into a group. */
export function GroupBar({ room }: { room: Room }) {
  const { model, me, place } = room;
  const { t } = useTranslation('breakout');
  const open = running(useBreakouts(model));
  if (!open) return null;
  const group = place === 'main' ? null : (open.groups.find((one) => one.groupId === place) ?? null);
  const teaches = me.role === 'instructor' || me.role === 'assistant';
  // Those who teach have the wall; in the main room only the countdown concerns them here.
  if (!group && (teaches || me.role === 'observer') && open.phase === 'open') return null;
  return (
    <section className={cx(styles.bar, open.phase === 'closing' && styles.closing)} aria-label={group ? t('room.bar') : t('room.main')}>
      {group ? <InGroup room={room} breakout={open} group={group} /> : <InMain room={room} breakout={open} />}
      <Time room={room} breakout={open} />
    </section>
  );
}

function InGroup({ room, breakout, group }: { room: Room; breakout: Breakout; group: BreakoutGroup }) {
  const { model, me, nameOf, here } = room;
  const { t } = useTranslation('breakout');
  const list = useNameList();
  const attempt = useTry();
  const others = peopleOf(group).filter((user) => user !== me.userId && here.has(user));
  const task = taskOf(breakout, group);
  const files = filesOf(breakout, group);
  const member = group.members.includes(me.userId) || memberOf(breakout, me.userId)?.groupId === group.groupId;
  return (
    <>
      <strong className={styles.name} dir="auto">
        {group.name}
      </strong>
      <span className={styles.with}>{others.length === 0 ? t('room.alone') : t('room.with', { names: list(others.map(nameOf)) })}</span>
      {room.media.connected && room.media.room !== room.place && <em className={styles.with}>{t('room.connecting')}</em>}
      {(task !== '' || files.length > 0) && (
        <details className={styles.task}>
          <summary>{files.length === 0 ? t('room.task') : t('room.taskWith', { n: files.length })}</summary>
          {task !== '' && <p dir="auto">{task}</p>}
          <TaskFileList desk={room.files} ids={files} />
        </details>
      )}
      <div className={styles.acts}>
        {member && <GroupToggles room={room} group={group} />}
        {member && breakout.mayReturn && (
          <Button size="small" onClick={() => void attempt(model.return())}>
            <House size={16} aria-hidden="true" />
            {t('room.main')}
          </Button>
        )}
        {!member && (
          <Button size="small" onClick={() => void attempt(model.visit(null))}>
            <House size={16} aria-hidden="true" />
            {t('room.leave')}
          </Button>
        )}
      </div>
    </>
  );
}

function GroupToggles({ room, group }: { room: Room; group: BreakoutGroup }) {
  const { model } = room;
  const { t } = useTranslation('breakout');
  const format = useFormat();
  const attempt = useTry();
  const called = group.helpAt !== null;
  const done = group.doneAt !== null;
  return (
    <>
      <ToggleButton className={buttonClass({ size: 'small', variant: called ? 'primary' : 'secondary' })} isSelected={called} onChange={(on) => void attempt(model.help(on))}>
        <LifeBuoy size={16} aria-hidden="true" />
        {group.helpAt === null ? t('room.help') : t('room.calledAt', { time: format.time(group.helpAt) })}
      </ToggleButton>
      <ToggleButton className={buttonClass({ size: 'small', variant: done ? 'primary' : 'secondary' })} isSelected={done} onChange={(on) => void attempt(model.done(on))}>
        <CheckCheck size={16} aria-hidden="true" />
        {t('room.done')}
      </ToggleButton>
    </>
  );
}

function InMain({ room, breakout }: { room: Room; breakout: Breakout }) {
  const { model, me, openGroups } = room;
  const { t } = useTranslation('breakout');
  const attempt = useTry();
  const own = memberOf(breakout, me.userId);
  const chooses = breakout.choice === 'free' && me.role === 'learner';
  return (
    <>
      <span className={styles.with}>{own ? t('room.outOf', { group: own.name }) : chooses ? t('room.chooseNow') : t('room.open')}</span>
      <div className={styles.acts}>
        {own && (
          <Button size="small" variant="primary" onClick={() => void attempt(model.rejoin())}>
            <Undo2 size={16} className={styles.turns} aria-hidden="true" />
            {t('room.rejoin')}
          </Button>
        )}
        {!own && chooses && (
          <Button size="small" variant="primary" onClick={openGroups}>
            <UsersRound size={16} aria-hidden="true" />
            {t('room.choose')}
          </Button>
        )}
      </div>
    </>
  );
}

/** What is left: of the countdown for everybody, of the time for those in a group. */
function Time({ room, breakout }: { room: Room; breakout: Breakout }) {
  const { t } = useTranslation('breakout');
  const closing = breakout.phase === 'closing';
  const left = useLeft(closing ? breakout.closesAt : breakout.endsAt, room.model.serverNow);
  if (left === null) return null;
  return (
    <span className={cx(styles.time, (closing || left <= lastMs) && styles.last, left <= soonMs && styles.soon)}>
      <span className={closing ? undefined : 'srOnly'}>{closing ? t('room.closesIn') : t('room.left')}</span>{' '}
      <span className="numeric" role="timer" aria-live="off">
        {clockOf(left)}
      </span>
    </span>
  );
}
