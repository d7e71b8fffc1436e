import { useTranslation } from 'react-i18next';
import styles from '../board.module.css';
import type { Author } from './authors';

/** Who drew what is chosen on the page. */
export function DrawnBy({ authors, count }: { authors: readonly Author[]; count: number }) {
  const { t, i18n } = useTranslation();
  const [first] = authors;
  const names = new Intl.ListFormat(i18n.language).format(authors.map(({ name }) => name));
  return (
    <p className={styles.drawnBy} role="status" dir="auto">
      {first && (
        <>
          <span className={styles.dot} style={{ background: first.color }} aria-hidden="true" />
          {count === 1 ? t('board.drawnBy', { name: first.name }) : t('board.drawnByMany', { count, names })}
        </>
      )}
    </p>
  );
}
