import { Clock, DoorClosed, Megaphone, MessageCircle, Paperclip, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction, MenuGroup } from '@/shared/ui/Menu';
import { useTry } from '@/shared/ui/useTry';
import { useNow } from '@/shared/ui/useNow';
import { rooms } from '../places';
import type { Breakout } from '../wire';
import { CloseDialog } from './CloseDialog';
import { FilesDialog } from './FilesDialog';
import { MessageDialog } from './MessageDialog';
import { clock } from './standing';
import { TimeDialog } from './TimeDialog';
import { useListening } from './useListening';
import styles from './wall.module.css';
import type { GroupProps } from './wallDesk';

/** The time left, and what is done for all groups at once. */
export function WallHead({ desk, breakout }: GroupProps) {
  const { t } = useTranslation('breakout');
  const attempt = useTry();
  const [asks, setAsks] = useState<'message' | 'files' | 'time' | 'close' | null>(null);
  const { model } = desk;
  const sound = useListening(desk.listening);
  const speaks = sound.into.length > 1 || (sound.into.length === 1 && rooms(breakout).length === 1);
  const closing = breakout.phase === 'closing';
  const longer = (seconds: number) => {
    const left = breakout.endsAt === null ? 0 : Math.max(0, Date.parse(breakout.endsAt) - model.serverNow()) / 1_000;
    void attempt(model.time(Math.round(left + seconds)));
  };
  return (
    <header className={styles.head}>
      <h2 className={styles.title}>{breakout.name === '' ? t('wall.title') : <bdi dir="auto">{breakout.name}</bdi>}</h2>
      <TimeLeft breakout={breakout} serverNow={model.serverNow} />
      <div className={styles.forAll}>
        <Button size="small" onClick={() => setAsks('message')}>
          <MessageCircle size={16} aria-hidden="true" />
          {t('wall.messageAll')}
        </Button>
        <Button size="small" onClick={() => setAsks('files')}>
          <Paperclip size={16} aria-hidden="true" />
          {t('wall.filesAll')}
        </Button>
        {desk.listening && (
          <Button size="small" aria-pressed={speaks} variant={speaks ? 'primary' : 'secondary'} onClick={() => (speaks ? sound.stop() : sound.speak(rooms(breakout).map(({ groupId }) => groupId)))}>
            <Megaphone size={16} aria-hidden="true" />
            {speaks ? t('wall.stopSpeaking') : t('wall.speakAll')}
          </Button>
        )}
        <Menu
          label={t('wall.time')}
          trigger={
            <>
              <Clock size={16} aria-hidden="true" />
              {t('wall.time')}
            </>
          }
          triggerClassName={buttonClass({ size: 'small' })}
        >
          <MenuGroup label={t('wall.time')}>
            <MenuAction disabled={breakout.endsAt === null} onAction={() => longer(60)}>
              {t('wall.minuteMore')}
            </MenuAction>
            <MenuAction disabled={breakout.endsAt === null} onAction={() => longer(300)}>
              {t('wall.fiveMore')}
            </MenuAction>
            <MenuAction onAction={() => setAsks('time')}>{t('wall.setTime')}</MenuAction>
            <MenuAction disabled={breakout.endsAt === null} onAction={() => void attempt(model.time(0))}>
              {t('wall.noTime')}
            </MenuAction>
          </MenuGroup>
        </Menu>
        <Button size="small" onClick={() => void attempt(model.add(t('plan.groupNumber', { number: breakout.groups.length + 1 })))}>
          <Plus size={16} aria-hidden="true" />
          {t('wall.add')}
        </Button>
        {closing ? (
          <Button size="small" variant="primary" onClick={() => void attempt(model.keep())}>
            {t('wall.keep')}
          </Button>
        ) : (
          <Button size="small" variant="danger" onClick={() => setAsks('close')}>
            <DoorClosed size={16} aria-hidden="true" />
            {t('wall.closeAll')}
          </Button>
        )}
      </div>
      <Button size="small" className={styles.hide} variant="quiet" iconOnly onClick={desk.close} aria-label={t('wall.hide')}>
        <X size={18} aria-hidden="true" />
      </Button>
      {asks === 'message' && <MessageDialog model={model} group={null} onClose={() => setAsks(null)} />}
      {asks === 'files' && <FilesDialog desk={desk} breakout={breakout} group={null} onClose={() => setAsks(null)} />}
      {asks === 'time' && <TimeDialog model={model} onClose={() => setAsks(null)} />}
      {asks === 'close' && <CloseDialog model={model} countdown={breakout.countdown} onClose={() => setAsks(null)} />}
    </header>
  );
}

function TimeLeft({ breakout, serverNow }: { breakout: Breakout; serverNow: () => number }) {
  const { t } = useTranslation('breakout');
  useNow(500);
  const until = breakout.phase === 'closing' ? breakout.closesAt : breakout.endsAt;
  if (until === null) return <span className={styles.note}>{t('wall.noEnd')}</span>;
  const time = clock(Date.parse(until) - serverNow());
  return (
    <span className={breakout.phase === 'closing' ? styles.closing : styles.timeLeft} role="timer" aria-live="off">
      {breakout.phase === 'closing' ? t('wall.closesIn', { time }) : t('wall.left', { time })}
    </span>
  );
}
