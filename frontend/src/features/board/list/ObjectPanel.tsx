import { useEffect, useMemo, useRef, useState } from 'react';
import { X } from 'lucide-react';
import { ListBox } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import type { Authors } from '../page/authors';
import type { PageBackground, View } from '../ink/canvas';
import { AddMenu } from './AddMenu';
import { AskedDialog } from './AskedDialog';
import { canWrite } from './edit';
import styles from './list.module.css';
import { asksFor, type NewKind } from './make';
import { elementsOf } from './objects';
import { ObjectRow } from './ObjectRow';
import { ObjectTools } from './ObjectTools';
import { keptBy, type Reader } from './rights';
import { SearchField } from './SearchField';
import { useActions } from './useActions';
import type { Asked } from './actions';
import { useEscape, useFocused, useGoTo, useListKeys } from './useListKeys';
import { useObjects } from './useObjects';
import { UndoLine } from './UndoLine';
import { useLater } from './useLater';

/** What the list needs of whatever shows the page. */
export interface SeenPage {
  view(): View;
  select(ids: readonly string[]): void;
}

interface Props extends Pick<Reader, 'drawing' | 'client' | 'me' | 'writes'> {
  authors: Authors;
  background: PageBackground | null;
  /** Null while the page isn't drawn yet. */
  seen: SeenPage | null;
  onClose: () => void;
}

/** All that is on the page, in words, to be read and changed by keyboard alone. */
export function ObjectPanel({ drawing, client, me, writes, authors, background, seen, onClose }: Props) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [asked, ask] = useState<Asked | null>(null);
  const reader = useMemo<Reader>(() => ({ drawing, client, me, writes, authors }), [drawing, client, me, writes, authors]);
  const objects = useObjects({ reader, authors, background });
  const { shown, found, wordsOf } = objects;
  const [chosen, setChosen] = useState(shown[0]?.id ?? null);
  // Whoever opens the list wants to be in it.
  const [goTo, setGoTo] = useState(chosen);
  const current = shown.find(({ id }) => id === chosen) ?? null;
  const go = (id: string) => {
    objects.reach(id);
    setChosen(id);
    setGoTo(id);
  };
  const actions = useActions({ reader, objects, view: () => seen?.view() ?? objects.area, onGo: go });
  const select = useLater((ids: readonly string[]) => seen?.select(ids));
  const choose = (id: string | null) => {
    setChosen(id);
    const object = shown.find((one) => one.id === id);
    select(object ? elementsOf(object) : []);
  };
  const why = current && keptBy(reader, current);
  useListKeys(list, current, actions);
  useEscape(panel, onClose);
  useFocused(list, (id) => id !== chosen && choose(id));
  useEffect(() => void list.current?.scrollTo?.(0, 0), [objects.search]);
  useGoTo(list, asked ? null : goTo, () => setGoTo(null));
  useEffect(() => {
    // Where nothing is on the page, something can be added to it.
    if (!list.current?.querySelector('[data-key]')) panel.current?.querySelector('button')?.focus();
  }, []);
  const edit = () => {
    if (current && !why && (canWrite(current) || current.kind === 'formula')) ask({ what: 'edit', object: current });
  };
  const add = (kind: NewKind) => (asksFor[kind] === null ? actions.add({ kind, content: '' }) : ask({ what: 'new', kind }));
  const empty = objects.all.length === 0 ? t('board.list.empty') : t('board.list.nothingFound');
  return (
    <section ref={panel} className={styles.panel} aria-label={t('board.list.title')} data-own-letters="">
      <header className={styles.head}>
        <h3 className={styles.heading}>{t('board.list.title')}</h3>
        {writes !== 'none' && <AddMenu onAdd={add} />}
        <Button variant="quiet" iconOnly aria-label={t('board.list.close')} title={t('board.list.close')} onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </Button>
      </header>
      <SearchField value={objects.search} onChange={objects.setSearch} status={t('board.list.count', { count: found })} />
      <ListBox
        ref={list}
        className={styles.list ?? ''}
        aria-label={t('board.list.objects')}
        aria-describedby="board-list-keys"
        selectionMode="single"
        selectionBehavior="replace"
        items={shown}
        dependencies={[wordsOf]}
        selectedKeys={current ? [current.id] : []}
        onSelectionChange={(keys) => choose(keys === 'all' ? null : ([...keys].map(String)[0] ?? null))}
        onAction={edit}
        renderEmptyState={() => <p className={styles.empty}>{empty}</p>}
      >
        {(object) => <ObjectRow object={object} words={wordsOf(object)} />}
      </ListBox>
      {shown.length < found && (
        <Button size="small" className={styles.more} onClick={objects.more}>
          {t('board.list.more', { shown: shown.length, total: found })}
        </Button>
      )}
      {actions.undo && <UndoLine onUndo={actions.undo} />}
      {current && writes !== 'none' && (why === null || why === 'locked') && <ObjectTools object={current} name={wordsOf(current).title} locked={why === 'locked'} actions={actions} onEdit={edit} />}
      <p id="board-list-keys" className={styles.hint}>
        {why ? t(`board.list.kept.${why}`) : writes === 'none' ? t('board.list.keysReader') : t('board.list.keys')}
      </p>
      {asked && <AskedDialog asked={asked} actions={actions} onClose={() => ask(null)} />}
    </section>
  );
}
