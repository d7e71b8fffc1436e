import { Ellipsis, GripVertical } from 'lucide-react';
import { Button, GridList, GridListItem, isTextDropItem, useDragAndDrop } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction } from '@/shared/ui/Menu';
import styles from './plan.module.css';
import type { PlanPerson } from './planPeople';
import type { PlanDesk } from './usePlan';

interface Props {
  desk: PlanDesk;
  label: string;
  /** Null for those who are in no group. */
  groupKey: string | null;
  people: readonly PlanPerson[];
}

/** What is dragged is somebody of the class. */
const kind = 'application/x-lectern-person';

/** The people of a group: one tab stop, moved by mouse, touch, keys, or their menu. Several may be chosen and moved at once. */
export function PersonList({ desk, label, groupKey, people }: Props) {
  const { t } = useTranslation('breakout');
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => people.filter(({ userId }) => keys.has(userId)).map(({ userId, name }) => ({ [kind]: userId, 'text/plain': name })),
    acceptedDragTypes: [kind],
    getDropOperation: (target, types) => (target.type === 'root' && types.has(kind) ? 'move' : 'cancel'),
    onRootDrop: (event) => {
      void Promise.all(event.items.filter(isTextDropItem).map((item) => item.getText(kind))).then((ids) => desk.move(ids, groupKey));
    },
  });
  return (
    <GridList
      className={styles.people ?? ''}
      aria-label={label}
      items={people.map((person) => ({ ...person, id: person.userId }))}
      selectionMode="multiple"
      selectionBehavior="replace"
      dragAndDropHooks={dragAndDropHooks}
      renderEmptyState={() => <span className={styles.nobody}>{t('plan.dropHere')}</span>}
      dependencies={[desk, groupKey]}
    >
      {(person) => (
        <GridListItem id={person.userId} className={styles.person ?? ''} textValue={person.name}>
          <Button slot="drag" className={styles.handle ?? ''} aria-label={t('plan.drag', { name: person.name })}>
            <GripVertical size={16} aria-hidden="true" />
          </Button>
          <span className={styles.personName}>
            <bdi dir="auto">{person.name}</bdi>
            {!person.here && <span className={styles.absent}>{t('plan.absent')}</span>}
          </span>
          <Menu label={t('plan.moveNamed', { name: person.name })} trigger={<Ellipsis size={16} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true })}>
            {desk.draft.groups
              .filter(({ key }) => key !== groupKey)
              .map(({ key, name }) => (
                <MenuAction key={key} onAction={() => desk.move([person.userId], key)}>
                  {t('plan.moveTo', { group: name })}
                </MenuAction>
              ))}
            {groupKey !== null && <MenuAction onAction={() => desk.move([person.userId], null)}>{t('plan.moveOut')}</MenuAction>}
          </Menu>
        </GridListItem>
      )}
    </GridList>
  );
}
