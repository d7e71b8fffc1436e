import { useTranslation } from 'react-i18next';
import styles from './link.module.css';
import type { LinkClassroom } from './linkApi';

interface Props {
  classrooms: readonly LinkClassroom[];
  picked: readonly string[];
  /** One is chosen and no other may be. */
  locked: boolean;
  onPick: (id: string, on: boolean) => void;
}

/** The classes that the course has already. */
export function ExistingList({ classrooms, picked, locked, onPick }: Props) {
  const { t } = useTranslation('link');
  if (classrooms.length === 0) return null;
  return (
    <fieldset className={styles.existing}>
      <legend>{t('choose.existing')}</legend>
      <p className={styles.note}>{t('choose.existingNote')}</p>
      <ul>
        {classrooms.map(({ id, title, tier }) => (
          <li key={id}>
            <label className={styles.pick}>
              <input type="checkbox" checked={picked.includes(id)} disabled={locked && !picked.includes(id)} onChange={(event) => onPick(id, event.target.checked)} />
              <bdi dir="auto">{title}</bdi>
              <span className={styles.note}>{t(`tier.${tier}`)}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
