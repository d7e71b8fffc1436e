import { useTranslation } from 'react-i18next';
import { Loading } from '@/shared/ui/Loading';
import styles from '../dialogs/dialogs.module.css';
import type { Learner } from './useLearners';

interface Props {
  learners: { list: readonly Learner[]; loading: boolean };
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** Those of the class who may draw: whoever is here first. */
export function WriterList({ learners: { list, loading }, chosen, onChange }: Props) {
  const { t } = useTranslation();
  const put = (userId: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(userId);
    else next.delete(userId);
    onChange(next);
  };
  if (list.length === 0) return loading ? <Loading label={t('common.loading')} /> : <p className={styles.hint}>{t('board.access.nobodyYet')}</p>;
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>{t('board.access.who', { count: chosen.size })}</legend>
      <ul className={styles.people}>
        {list.map(({ userId, name, here }) => (
          <li key={userId}>
            <label className={styles.choice}>
              <input type="checkbox" checked={chosen.has(userId)} onChange={(event) => put(userId, event.target.checked)} />
              <bdi dir="auto">{name}</bdi>
              {!here && ' '}
              {!here && <span className={styles.hint}>{t('board.access.away')}</span>}
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
