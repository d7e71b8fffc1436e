import { UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { Menu } from '@/shared/ui/Menu';
import { MoveActions } from './MoveActions';
import { withoutGroup } from './standing';
import styles from './wall.module.css';
import type { GroupProps } from './wallDesk';

/** Learners in class who are in no group, as who comes late is. */
export function Unplaced({ desk, breakout }: GroupProps) {
  const { t } = useTranslation('breakout');
  const people = withoutGroup(breakout, desk.learners);
  if (people.length === 0) return null;
  return (
    <section className={styles.unplaced} aria-label={t('wall.unplaced')}>
      <h3>{t('wall.unplaced')}</h3>
      <ul>
        {people.map(({ userId, name }) => (
          <li key={userId} className={styles.chipPerson}>
            <bdi dir="auto">{name}</bdi>
            <Menu label={t('plan.moveNamed', { name })} trigger={<UserPlus size={16} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true })}>
              <MoveActions desk={desk} breakout={breakout} userId={userId} from="" />
            </Menu>
          </li>
        ))}
      </ul>
    </section>
  );
}
