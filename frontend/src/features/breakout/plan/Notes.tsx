import { useTranslation } from 'react-i18next';
import { noteCodes, type Proposal } from './planApi';
import styles from './plan.module.css';
import type { PlanDesk } from './usePlan';

const shownNames = 4;

/** What is to be known of groups that were formed, and isn't to be seen of them. */
export function Notes({ notes, desk }: { notes: Proposal['notes']; desk: PlanDesk }) {
  const { t } = useTranslation('breakout');
  const known = notes.flatMap(({ code, people }) => {
    const name = noteCodes.find((one) => one === code);
    return name ? [{ code: name, people }] : [];
  });
  const namesOf = (people: readonly string[]) => {
    const names = people.slice(0, shownNames).map((userId) => desk.personOf(userId).name);
    return desk.format.list(people.length > shownNames ? [...names, t('plan.more', { n: people.length - shownNames })] : names);
  };
  return (
    <div role="status" className={known.length === 0 ? 'srOnly' : undefined}>
      {known.length > 0 && (
        <ul className={styles.notes}>
          {known.map(({ code, people }) => (
            <li key={code}>{t(`plan.note.${code}`, { names: namesOf(people) })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
