import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import { authorsOf } from '../page/authors';
import type { ObjectBook, OthersNews } from './objectBook';
import type { Reader } from './rights';
import type { WordsOf } from './useWords';

/** Others may change much in a short time: what they did is said together. */
const gatherMs = 2_500;
const nothing: OthersNews = { added: [], changed: 0, removed: 0 };

/** Says what others do to the page while the list is open. */
export function useNews(book: ObjectBook, reader: Reader, wordsOf: WordsOf): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const say = useEffectEvent(({ added, changed, removed }: OthersNews) => {
    const [first] = added;
    const [author] = first ? authorsOf([first.main.id], reader.drawing, reader.authors) : [];
    if (first && author && added.length === 1 && changed + removed === 0) {
      announcer.say(t('board.list.news.one', { name: author.name, what: wordsOf(first).title }));
      return;
    }
    const parts = [
      added.length > 0 && t('board.list.news.added', { count: added.length }),
      changed > 0 && t('board.list.news.changed', { count: changed }),
      removed > 0 && t('board.list.news.removed', { count: removed }),
    ];
    announcer.say(parts.filter(Boolean).join(' '));
  });
  useEffect(() => {
    let gathered = nothing;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const off = book.onNews((news) => {
      gathered = { added: [...gathered.added, ...news.added], changed: gathered.changed + news.changed, removed: gathered.removed + news.removed };
      timer ??= setTimeout(() => {
        timer = undefined;
        say(gathered);
        gathered = nothing;
      }, gatherMs);
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [book]);
}
