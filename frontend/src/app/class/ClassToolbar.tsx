import { useState, useSyncExternalStore } from 'react';
import { Ellipsis, Keyboard, PhoneOff, SquareUser, Users } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { selfView } from '@/shared/flag';
import { useFeedback } from '@/shared/ui/feedback';
import { Menu, MenuAction, MenuChoices, MenuGroup } from '@/shared/ui/Menu';
import { SettingsChoices } from '@/shared/ui/SettingsChoices';
import type { Allowed } from '@/features/media/localMedia';
import type { MediaRoom, MediaState } from '@/features/media/mediaRoom';
import { MediaTools } from '@/features/media/MediaTools';
import type { Layout } from '@/features/media/Stage';
import { ToolButton, toolClass, toolIconClass, toolLabelClass } from '@/features/media/ToolButton';
import styles from './class.module.css';
import { ShortcutsDialog } from './ShortcutsDialog';
import { usePhoneDeviceChoices } from './usePhoneDeviceChoices';

/** A guess: where everything is done by touch there are rarely keys. */
const hasKeyboard = !window.matchMedia('(hover: none) and (pointer: coarse)').matches;

interface Props {
  room: MediaRoom;
  media: MediaState;
  allowed: Allowed;
  peopleCount: number;
  showPeople: boolean;
  onPeople: () => void;
  layout: Layout;
  onLayout: (layout: Layout) => void;
  onLeave: () => void;
}

export function ClassToolbar({ room, media, allowed, peopleCount, showPeople, onPeople, layout, onLayout, onLeave }: Props) {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const [showKeys, setShowKeys] = useState(false);
  const seesSelf = useSyncExternalStore(selfView.subscribe, selfView.getSnapshot);
  const toggleSelf = () => {
    selfView.set(!seesSelf);
    announcer.say(t(seesSelf ? 'class.selfHidden' : 'class.selfShown'));
  };
  const devices = usePhoneDeviceChoices(room, media.local, allowed.publish);
  return (
    <footer id="controls" tabIndex={-1} className={styles.footer}>
      <Toolbar className={styles.toolbar ?? ''} aria-label={t('class.controls')}>
        <MediaTools room={room} state={media} allowed={allowed} />
        {allowed.publish && <span className={styles.divider} aria-hidden="true" />}
        <ToolButton icon={<Users />} label={t('people.title')} pressed={showPeople} badge={String(peopleCount)} onPress={onPeople} />
        <Menu
          label={t('tool.more')}
          placement="top"
          triggerClassName={toolClass}
          trigger={
            <>
              <span className={toolIconClass}>
                <Ellipsis aria-hidden="true" />
              </span>
              <span className={toolLabelClass}>{t('tool.more')}</span>
            </>
          }
        >
          <MenuChoices
            title={t('class.layoutLabel')}
            choices={[
              { id: 'gallery', label: t('class.gallery') },
              { id: 'speaker', label: t('class.speaker') },
            ]}
            selected={layout}
            onSelect={(id) => onLayout(id === 'speaker' ? 'speaker' : 'gallery')}
          />
          {(allowed.publish || hasKeyboard) && (
            <MenuGroup label={t('class.controls')}>
              {allowed.publish && (
                <MenuAction icon={<SquareUser size={18} aria-hidden="true" />} onAction={toggleSelf}>
                  {seesSelf ? t('class.hideSelf') : t('class.showSelf')}
                </MenuAction>
              )}
              {hasKeyboard && (
                <MenuAction icon={<Keyboard size={18} aria-hidden="true" />} onAction={() => setShowKeys(true)}>
                  {t('keys.title')}
                </MenuAction>
              )}
            </MenuGroup>
          )}
          {devices.map((group) => (
            <MenuChoices key={group.title} {...group} />
          ))}
          <SettingsChoices />
        </Menu>
        <span className={styles.divider} aria-hidden="true" />
        <ToolButton icon={<PhoneOff />} label={t('tool.leave')} tone="danger" onPress={onLeave} />
      </Toolbar>
      <ShortcutsDialog isOpen={showKeys} onClose={() => setShowKeys(false)} talks={allowed.publish} />
    </footer>
  );
}
