import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction, MenuGroup } from '@/shared/ui/Menu';
import { useTry } from '@/shared/ui/useTry';
import { rooms } from '../places';
import type { BreakoutGroup } from '../wire';
import type { Doing } from './GroupDialogs';
import { useListening } from './useListening';
import type { GroupProps } from './wallDesk';

interface Props extends GroupProps {
  group: BreakoutGroup;
  onDo: (doing: Doing) => void;
}

/** What is done to a group now and then. */
export function GroupMenu({ desk, breakout, group, onDo }: Props) {
  const { t } = useTranslation('breakout');
  const attempt = useTry();
  const { model, listening } = desk;
  const sound = useListening(listening);
  const speaks = sound.into.includes(group.groupId);
  const visited = group.visitors.includes(desk.me.userId);
  return (
    <Menu label={t('wall.moreNamed', { group: group.name })} trigger={<Ellipsis size={18} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true })}>
      <MenuGroup label={group.name}>
        {listening && (speaks || !visited) && <MenuAction onAction={() => (speaks ? sound.stop() : sound.speak([group.groupId]))}>{speaks ? t('wall.stopSpeaking') : t('wall.speak')}</MenuAction>}
        <MenuAction onAction={() => void attempt(desk.present(group.groupId))}>{t('wall.present')}</MenuAction>
        {group.helpAt !== null && <MenuAction onAction={() => void attempt(model.helped(group.groupId))}>{t('wall.helped')}</MenuAction>}
      </MenuGroup>
      <MenuGroup label={t('wall.moreNamed', { group: group.name })}>
        <MenuAction onAction={() => onDo('change')}>{t('wall.change')}</MenuAction>
        <MenuAction onAction={() => onDo('files')}>{t('wall.files')}</MenuAction>
        <MenuAction onAction={() => onDo('attend')}>{t('wall.attendants')}</MenuAction>
        <MenuAction disabled={group.members.length < 2} onAction={() => onDo('split')}>
          {t('wall.split')}
        </MenuAction>
        <MenuAction disabled={rooms(breakout).length < 2} onAction={() => onDo('merge')}>
          {t('wall.merge')}
        </MenuAction>
      </MenuGroup>
    </Menu>
  );
}
