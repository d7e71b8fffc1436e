import { useCallback, useEffect, useEffectEvent, useSyncExternalStore, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { takesLetters } from '@/shared/keys';
import { useFeedback } from '@/shared/ui/feedback';
import type { BoardModel, BoardNews, BoardState } from './boardModel';
import { groupName, nameless, type GroupName } from './groups';
import type { Page } from './wire';

export function useBoardState(model: BoardModel): BoardState {
  return useSyncExternalStore(model.subscribe, model.getSnapshot);
}

/**
 * What a page is called: its title, or its number on its board. Whose board it is is said of a group's where others are
 * looked at, too: all but `group`.
 */
export function usePageName(pages: readonly Page[], group = '', nameOf: GroupName = nameless): (page: Page) => string {
  const { t } = useTranslation();
  return useCallback(
    (page) => {
      const number = pages.filter((one) => one.groupId === page.groupId).findIndex((one) => one.boardId === page.boardId) + 1;
      const name = page.title || (page.template === 'groups' ? t('board.groups.page') : t('board.numbered', { number }));
      if (page.groupId === '' || page.groupId === group) return name;
      return t('board.groups.named', { group: groupName(pages, page.groupId, nameOf) || t('board.groups.one'), page: name });
    },
    [pages, group, nameOf, t],
  );
}

/** Says what others did to the pages, and which page this person looks at now. */
export function useBoardNews(model: BoardModel, userId: string, current: Page | null, nameOf: (userId: string) => string): void {
  const { t } = useTranslation();
  const { announcer, notices } = useFeedback();
  const { pages } = useBoardState(model);
  const pageName = usePageName(pages);
  const tell = useEffectEvent((news: BoardNews) => {
    if (news.type === 'import') {
      const { state, name, message } = news.import;
      if (state === 'done') announcer.say(t('board.import.done', { name }));
      else if (state === 'failed') notices.show(`${t('board.import.failed', { name })} ${message}`.trim(), 'problem');
      return;
    }
    if (news.type === 'stopped') {
      notices.show(news.presenter === userId ? t('board.said.stoppedOwn') : t('board.said.stopped', { name: nameOf(news.presenter) }));
      return;
    }
    if (news.by === userId) return;
    const said = { name: nameOf(news.by), page: pageName(news.page) };
    if (news.type === 'removed') announcer.say(t('board.said.removed', said));
    else if (news.type === 'added') announcer.say(t('board.said.added', said));
  });
  useEffect(() => model.onNews((news) => tell(news)), [model]);
  const boardId = current?.boardId;
  const place = useEffectEvent(() => {
    const number = pages.findIndex((page) => page.boardId === boardId) + 1;
    if (current && number > 0) announcer.say(t('board.said.page', { number, total: pages.length, page: pageName(current) }));
  });
  useEffect(() => {
    if (boardId !== undefined) place();
  }, [boardId]);
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** One page on or back, for the keys that ask for it; 0 for all others. */
export function stepOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): 1 | -1 | 0 {
  if (ctrlKey || metaKey || altKey || shiftKey) return 0;
  return key === 'PageDown' ? 1 : key === 'PageUp' ? -1 : 0;
}

/** Page up and page down turn pages wherever in the board the focus is, and where it is nowhere. */
export function usePageKeys(section: RefObject<HTMLElement | null>, step: (by: 1 | -1) => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const { target } = event;
    const by = stepOf(event);
    const ours = target === document.body || (target instanceof Node && section.current?.contains(target));
    if (by === 0 || !ours || takesLetters(target)) return;
    event.preventDefault();
    event.stopPropagation(); // the drawing program would scroll
    step(by);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);
}
