import { useTranslation } from 'react-i18next';
import { MenuAction } from '@/shared/ui/Menu';
import { useTry } from '@/shared/ui/useTry';
import { rooms } from '../places';
import type { GroupProps } from './wallDesk';

/** Where a learner may be moved to. */
export function MoveActions({ desk, breakout, userId, from }: GroupProps & { userId: string; from: string }) {
  const { t } = useTranslation('breakout');
  const attempt = useTry();
  const move = (groupId: string) => void attempt(desk.model.assign(userId, groupId));
  return (
    <>
      {rooms(breakout)
        .filter(({ groupId }) => groupId !== from)
        .map(({ groupId, name }) => (
          <MenuAction key={groupId} onAction={() => move(groupId)}>
            {t('plan.moveTo', { group: name })}
          </MenuAction>
        ))}
      {from !== '' && <MenuAction onAction={() => move('')}>{t('wall.moveOut')}</MenuAction>}
    </>
  );
}
