import { Pencil } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import type { DraftGroup } from './draft';
import { PersonList } from './PersonList';
import styles from './plan.module.css';
import type { PlanDesk } from './usePlan';

interface Props {
  desk: PlanDesk;
  /** Null for those who are in no group. */
  group: DraftGroup | null;
}

/** A group with its people, or those who are in none. People are dropped here. */
export function GroupColumn({ desk, group }: Props) {
  const { t } = useTranslation('breakout');
  const id = useId();
  const people = group ? group.members.map(desk.personOf) : desk.unassigned;
  const name = group ? group.name : t('plan.unassigned');
  const looks = group?.attendants.map((userId) => desk.personOf(userId).name) ?? [];
  return (
    <section className={styles.column} aria-labelledby={id}>
      <div className={styles.columnHead}>
        <h3 id={id} className={styles.columnName}>
          <bdi dir="auto">{name}</bdi> <span className={styles.count}>{group && group.cap > 0 ? t('plan.ofCap', { n: people.length, cap: group.cap }) : `(${people.length})`}</span>
        </h3>
        {group && (
          <Button variant="quiet" size="small" iconOnly onClick={() => desk.edit(group.key)} aria-label={t('plan.editGroup', { group: group.name })}>
            <Pencil size={16} aria-hidden="true" />
          </Button>
        )}
      </div>
      {group && (group.task !== '' || looks.length > 0 || group.files.length > 0) && (
        <p className={styles.columnNote}>
          {group.task !== '' && <span>{t('plan.ownTask')}</span>}
          {group.files.length > 0 && <span>{t('plan.ownFiles', { n: group.files.length })}</span>}
          {looks.length > 0 && <span>{t('plan.attendedBy', { names: desk.format.list(looks) })}</span>}
        </p>
      )}
      <PersonList desk={desk} label={name} groupKey={group?.key ?? null} people={people} />
    </section>
  );
}
