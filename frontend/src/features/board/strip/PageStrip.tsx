import { useEffect, useEffectEvent, useRef } from 'react';
import { GripVertical, Ellipsis } from 'lucide-react';
import { Button, GridList, useDragAndDrop } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import { Menu } from '@/shared/ui/Menu';
import { placeAfter, type Desk } from '../desk';
import { PageActions } from './PageActions';
import { PageItem } from './PageItem';
import styles from './strip.module.css';

interface Props {
  desk: Desk;
  /** As a grid that fills a dialog, instead of a column beside the page. */
  grid?: boolean;
  onChosen?: () => void;
}

/** The pages with small pictures of them. One tab stop; staff move them by mouse, touch and keys. */
export function PageStrip({ desk, grid = false, onChosen }: Props) {
  const { t } = useTranslation();
  const { board, state, current, manages, pageName, attempt } = desk;
  const list = useRef<HTMLDivElement>(null);
  const ids = state.pages.map((page) => page.boardId);
  const groupOf = (id: string) => state.pages.find((page) => page.boardId === id)?.groupId;
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: !manages,
    getItems: (keys) => state.pages.filter((page) => keys.has(page.boardId)).map((page) => ({ 'text/plain': pageName(page) })),
    onReorder: ({ keys, target: { key, dropPosition } }) => {
      const [moved] = [...keys].map(String);
      if (moved === undefined || dropPosition === 'on' || groupOf(moved) !== groupOf(String(key))) return;
      void attempt(board.model.move(moved, placeAfter(ids, new Set([moved]), String(key), dropPosition)));
    },
  });
  useEffect(() => {
    // The list draws its lines a moment later.
    const frame = requestAnimationFrame(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
    return () => cancelAnimationFrame(frame);
  }, [current.boardId]);
  const choose = (boardId: string) => {
    if (boardId !== current.boardId) void attempt(board.model.go(boardId));
    onChosen?.();
  };
  const entered = useEffectEvent((event: KeyboardEvent) => {
    const key = event.key === 'Enter' && event.target instanceof HTMLElement && event.target.role === 'row' ? event.target.dataset['key'] : undefined;
    if (key !== undefined && ids.includes(key)) choose(key);
  });
  // A list with a choice is chosen from by the space bar alone; people press Enter too.
  useEffect(() => {
    const element = list.current;
    const listen = (event: KeyboardEvent) => entered(event);
    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, []);
  return (
    <GridList
      ref={list}
      className={cx(styles.list, grid && styles.grid)}
      aria-label={t('board.pages')}
      layout={grid ? 'grid' : 'stack'}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[current.boardId]}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : [...keys];
        if (key !== undefined) choose(String(key));
      }}
      {...(manages ? { dragAndDropHooks } : {})}
    >
      {state.pages.map((page, index) => (
        <PageItem key={page.boardId} desk={desk} page={page} number={index + 1}>
          {manages && (
            <span className={styles.handles}>
              <Button slot="drag" className={styles.handle ?? ''} aria-label={t('board.dragNamed', { page: pageName(page) })}>
                <GripVertical size={16} aria-hidden="true" />
              </Button>
              <Menu label={t('board.moreNamed', { page: pageName(page) })} trigger={<Ellipsis size={16} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true }, styles.handle)}>
                <PageActions desk={desk} page={page} />
              </Menu>
            </span>
          )}
        </PageItem>
      ))}
    </GridList>
  );
}
