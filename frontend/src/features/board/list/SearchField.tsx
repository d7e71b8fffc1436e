import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './list.module.css';

interface Props {
  value: string;
  onChange: (value: string) => void;
  /** How many there are. */
  status: string;
}

/** Leaves of the list what has these words in it. */
export function SearchField({ value, onChange, status }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.search}>
      <Search size={16} aria-hidden="true" />
      <input type="search" dir="auto" className={styles.searchInput} aria-label={t('board.list.search')} placeholder={t('board.list.search')} value={value} onChange={(event) => onChange(event.target.value)} />
      <span role="status" className={styles.count}>
        {status}
      </span>
    </div>
  );
}
