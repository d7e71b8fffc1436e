import { Ellipsis, GripVertical } from 'lucide-react';
import { Button, GridList, GridListItem, isTextDropItem, useDragAndDrop } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import { Menu } from '@/shared/ui/Menu';
import { useFormat } from '@/shared/i18n/useFormat';
import { useTry } from '@/shared/ui/useTry';
import type { BreakoutGroup } from '../wire';
import { MoveActions } from './MoveActions';
import { standingOf, type Looks } from './standing';
import styles from './wall.module.css';
import type { GroupProps } from './wallDesk';

/** What is dragged is a learner of the class. */
export const kind = 'application/x-lectern-learner';

interface Props extends GroupProps {
  group: BreakoutGroup;
  looks: Looks;
}

/** Who is in a group, who should be, and how each is doing. They are moved between groups by dragging or by their menu. */
export function Members({ desk, breakout, group, looks }: Props) {
  const { t } = useTranslation('breakout');
  const format = useFormat();
  const attempt = useTry();
  const people = group.members.map((userId) => {
    const standing = standingOf(group, desk.people.get(userId), userId, looks);
    return { id: userId, name: desk.nameOf(userId), standing };
  });
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => people.filter(({ id }) => keys.has(id)).map(({ id, name }) => ({ [kind]: id, 'text/plain': name })),
    acceptedDragTypes: [kind],
    getDropOperation: (target, types) => (target.type === 'root' && types.has(kind) ? 'move' : 'cancel'),
    onRootDrop: (event) => {
      void Promise.all(event.items.filter(isTextDropItem).map((item) => item.getText(kind))).then(async (ids) => {
        for (const id of ids) if (!group.members.includes(id)) await attempt(desk.model.assign(id, group.groupId));
      });
    },
  });
  const visitors = [...new Set(group.visitors)].map(desk.nameOf);
  return (
    <div className={styles.members}>
      <GridList
        className={styles.people ?? ''}
        aria-label={t('wall.membersOf', { group: group.name })}
        items={people}
        selectionMode="none"
        dragAndDropHooks={dragAndDropHooks}
        dependencies={[desk, breakout, looks]}
        renderEmptyState={() => <span className={styles.nobody}>{t('wall.nobody')}</span>}
      >
        {({ id, name, standing }) => (
          <GridListItem id={id} className={cx(styles.person, styles[standing])} textValue={name}>
            <Button slot="drag" className={styles.handle ?? ''} aria-label={t('plan.drag', { name })}>
              <GripVertical size={14} aria-hidden="true" />
            </Button>
            <span className={styles.dot} aria-hidden="true" />
            <span className={styles.who}>
              <bdi dir="auto">{name}</bdi> <span className={styles.standing}>{standing === 'here' ? '' : t(`wall.standing.${standing}`)}</span>
            </span>
            <Menu label={t('plan.moveNamed', { name })} trigger={<Ellipsis size={16} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true })}>
              <MoveActions desk={desk} breakout={breakout} userId={id} from={group.groupId} />
            </Menu>
          </GridListItem>
        )}
      </GridList>
      {visitors.length > 0 && <p className={styles.note}>{t('wall.visitors', { names: format.list(visitors) })}</p>}
    </div>
  );
}
