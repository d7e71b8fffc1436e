import { ListBoxItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { KindIcon } from './KindIcon';
import styles from './list.module.css';
import type { BoardObject } from './objects';
import type { Words } from './useWords';

/** One object in the list: what it is, what it says, where it is and who made it. */
export function ObjectRow({ object, words }: { object: BoardObject; words: Words }) {
  const { t } = useTranslation();
  return (
    <ListBoxItem id={object.id} className={styles.row ?? ''} textValue={words.whole}>
      <span className={styles.icon}>
        <KindIcon kind={object.kind} />
      </span>
      <span className={styles.words}>
        <bdi className={styles.title} dir="auto">
          {words.title}
        </bdi>
        <span className="srOnly">{`${t('board.list.comma')} `}</span>
        <span className={styles.details}>{words.details}</span>
      </span>
    </ListBoxItem>
  );
}
