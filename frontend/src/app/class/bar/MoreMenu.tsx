import { useSyncExternalStore } from 'react';
import { Ellipsis, Keyboard, SquareUser } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { selfView } from '@/shared/flag';
import { useFeedback } from '@/shared/ui/feedback';
import { Menu, MenuAction, MenuChoices, MenuGroup } from '@/shared/ui/Menu';
import { SettingsChoices } from '@/shared/ui/SettingsChoices';
import type { Allowed } from '@/features/media/localMedia';
import type { MediaRoom, MediaState } from '@/features/media/mediaRoom';
import type { Layout } from '@/features/media/Stage';
import { toolClass, toolIconClass, toolLabelClass } from '@/features/media/ToolButton';
import styles from './bar.module.css';
import type { Tool } from '../parts/parts';
import { usePhoneDeviceChoices } from './usePhoneDeviceChoices';

/** A guess: where everything is done by touch there are rarely keys. */
const hasKeyboard = !window.matchMedia('(hover: none) and (pointer: coarse)').matches;

interface Props {
  room: MediaRoom;
  media: MediaState;
  allowed: Allowed;
  /** The buttons that found no room in the bar. */
  tools: readonly Tool[];
  onTool: (tool: Tool) => void;
  layout: Layout;
  onLayout: (layout: Layout) => void;
  onKeys: () => void;
}

export function MoreMenu({ room, media, allowed, tools, onTool, layout, onLayout, onKeys }: Props) {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const seesSelf = useSyncExternalStore(selfView.subscribe, selfView.getSnapshot);
  const toggleSelf = () => {
    selfView.set(!seesSelf);
    announcer.say(t(seesSelf ? 'class.selfHidden' : 'class.selfShown'));
  };
  const devices = usePhoneDeviceChoices(room, media.local, allowed.publish);
  const calls = tools.find((tool) => tool.badge && !tool.quiet)?.badge;
  return (
    <Menu
      label={calls ? `${t('tool.more')}, ${calls.label}` : t('tool.more')}
      placement="top"
      tool="more"
      triggerClassName={toolClass}
      trigger={
        <>
          <span className={toolIconClass}>
            <Ellipsis aria-hidden="true" />
            {calls && <span className={styles.dot} />}
          </span>
          <span className={toolLabelClass}>{t('tool.more')}</span>
        </>
      }
    >
      {tools.length > 0 && (
        <MenuGroup label={t('class.controls')}>
          {tools.map((tool) => (
            <MenuAction key={tool.id} icon={<span className={styles.menuIcon}>{tool.icon}</span>} badge={tool.badge} onAction={() => onTool(tool)}>
              {tool.label}
            </MenuAction>
          ))}
        </MenuGroup>
      )}
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
            <MenuAction icon={<Keyboard size={18} aria-hidden="true" />} onAction={onKeys}>
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
  );
}
