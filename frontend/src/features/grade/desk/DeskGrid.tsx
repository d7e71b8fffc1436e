import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/shared/ui/Chip';
import { step } from '@/shared/ui/grid';
import { CellView } from './CellView';
import { lookOf, type Desk, type DeskCell, type DeskLearner } from './desk';
import styles from './desk.module.css';

interface Props {
  desk: Desk;
  learners: readonly DeskLearner[];
  selected: ReadonlySet<string>;
  /** Null where the person may not send. */
  onSelect: ((userId: string, on: boolean) => void) | null;
  onOpen: (learner: DeskLearner, cell: DeskCell) => void;
}

/** Learners and columns as a grid: one stop for Tab, arrows inside, Enter opens a cell. */
export function DeskGrid({ desk, learners, selected, onSelect, onOpen }: Props) {
  const { t } = useTranslation();
  const [at, setAt] = useState({ row: 0, column: 0 });
  const grid = useRef<HTMLTableElement>(null);
  const first = onSelect ? 1 : 0;
  const columns = desk.columns.length + first;
  const here = { row: Math.min(at.row, learners.length - 1), column: Math.min(at.column, columns - 1) };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = step(event.key, here, learners.length, columns, document.documentElement.dir === 'rtl');
    if (!next) return;
    event.preventDefault();
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-at="${next.row}.${next.column}"]`)?.focus();
  };
  const stop = (row: number, column: number) => ({
    'data-at': `${row}.${column}`,
    tabIndex: row === here.row && column === here.column ? 0 : -1,
    onFocus: () => setAt({ row, column }),
  });
  return (
    <div className={styles.scroll}>
      <table ref={grid} role="grid" className={styles.grid} aria-label={t('desk.gridLabel')} aria-rowcount={learners.length + 1} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {onSelect && (
              <th scope="col" className={styles.pick}>
                <span className="srOnly">{t('desk.select')}</span>
              </th>
            )}
            <th scope="col" className={styles.nameColumn}>
              {t('report.name')}
            </th>
            {desk.columns.map((column) => (
              <th key={column.activity} scope="col">
                {t(`desk.activity.${column.activity}`)}
                <span className={styles.under}>{t('desk.outOf', { maximum: column.cellMaximum })}</span>
              </th>
            ))}
            {desk.completionRule && <th scope="col">{t('desk.completion')}</th>}
          </tr>
        </thead>
        <tbody>
          {learners.map((learner, row) => (
            <tr key={learner.userId} aria-selected={onSelect ? selected.has(learner.userId) : undefined}>
              {onSelect && (
                <td className={styles.pick}>
                  <input
                    type="checkbox"
                    {...stop(row, 0)}
                    checked={selected.has(learner.userId)}
                    aria-label={t('desk.selectOne', { name: learner.name })}
                    onChange={(event) => onSelect(learner.userId, event.target.checked)}
                  />
                </td>
              )}
              <th scope="row" className={styles.nameColumn}>
                <bdi dir="auto">{learner.name}</bdi>
                {!learner.active && <span className={styles.under}>{t('desk.leftCourse')}</span>}
              </th>
              {learner.cells.map((cell, index) => (
                <td key={cell.activity} data-look={lookOf(cell)}>
                  <button type="button" className={styles.cell} {...stop(row, index + first)} onClick={() => onOpen(learner, cell)}>
                    <CellView cell={cell} />
                    <span className="srOnly">
                      {t('desk.openCell', { name: learner.name, activity: t(`desk.activity.${desk.columns[index]?.activity ?? 'attendance'}`) })}
                    </span>
                  </button>
                </td>
              ))}
              {desk.completionRule && <td>{learner.completion && <Completed done={learner.completion.completed} />}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Completed({ done }: { done: boolean }) {
  const { t } = useTranslation();
  return <Chip tone={done ? 'ok' : 'neutral'}>{t(done ? 'desk.completed' : 'desk.notCompleted')}</Chip>;
}
