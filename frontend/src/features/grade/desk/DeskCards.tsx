import { useTranslation } from 'react-i18next';
import { CellView } from './CellView';
import { Completed } from './DeskGrid';
import { lookOf, type Desk, type DeskCell, type DeskLearner } from './desk';
import styles from './desk.module.css';

interface Props {
  desk: Desk;
  learners: readonly DeskLearner[];
  selected: ReadonlySet<string>;
  onSelect: ((userId: string, on: boolean) => void) | null;
  onOpen: (learner: DeskLearner, cell: DeskCell) => void;
}

/** The desk on a phone: a card for each learner. */
export function DeskCards({ desk, learners, selected, onSelect, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <ul className={styles.cards} aria-label={t('desk.gridLabel')}>
      {learners.map((learner) => (
        <li key={learner.userId} className={styles.card}>
          <div className={styles.cardHead}>
            <h2>
              <bdi dir="auto">{learner.name}</bdi>
            </h2>
            {learner.completion && <Completed done={learner.completion.completed} />}
            {onSelect && (
              <label className={styles.cardPick}>
                <input
                  type="checkbox"
                  checked={selected.has(learner.userId)}
                  aria-label={t('desk.selectOne', { name: learner.name })}
                  onChange={(event) => onSelect(learner.userId, event.target.checked)}
                />
              </label>
            )}
          </div>
          {!learner.active && <p className={styles.under}>{t('desk.leftCourse')}</p>}
          {learner.cells.map((cell, index) => (
            <button key={cell.activity} type="button" className={styles.cardCell} data-look={lookOf(cell)} onClick={() => onOpen(learner, cell)}>
              <span className={styles.cardLabel}>{t(`desk.activity.${desk.columns[index]?.activity ?? 'attendance'}`)}</span>
              <CellView cell={cell} />
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}
