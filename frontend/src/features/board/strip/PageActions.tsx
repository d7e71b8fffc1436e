import { ArrowDown, ArrowUp, Copy, Lock, LockOpen, PenLine, Trash2, UserRoundPen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import { MenuAction, MenuChoices, MenuGroup } from '@/shared/ui/Menu';
import { neighbour, type Desk } from '../desk';
import { isFull } from '../groups';
import { templates, type Page } from '../wire';

/** What staff do with one page, as lines of a menu. */
export function PageActions({ desk, page }: { desk: Desk; page: Page }) {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const { board, state, pageName, ask, attempt } = desk;
  const { model } = board;
  const { boardId } = page;
  const ids = state.pages.filter(({ groupId }) => groupId === page.groupId).map((one) => one.boardId);
  const up = neighbour(ids, boardId, -1);
  const down = neighbour(ids, boardId, 1);
  const move = async (after: string | null, to: number) => {
    if (after !== null && (await attempt(model.move(boardId, after)))) announcer.say(t('board.said.moved', { number: to, total: ids.length }));
  };
  const number = ids.indexOf(boardId) + 1;
  return (
    <>
      <MenuGroup label={pageName(page)}>
        <MenuAction icon={<PenLine size={18} aria-hidden="true" />} onAction={() => ask({ what: 'rename', page })}>
          {t('board.rename')}
        </MenuAction>
        <MenuAction icon={<UserRoundPen size={18} aria-hidden="true" />} onAction={() => ask({ what: 'access', page })}>
          {t('board.access.open')}
        </MenuAction>
        <MenuAction icon={page.locked ? <LockOpen size={18} aria-hidden="true" /> : <Lock size={18} aria-hidden="true" />} onAction={() => void attempt(model.change(boardId, { locked: !page.locked }))}>
          {page.locked ? t('board.unlock') : t('board.lock')}
        </MenuAction>
        <MenuAction icon={<Copy size={18} aria-hidden="true" />} disabled={isFull(state)} onAction={() => void attempt(model.add({ copyOf: boardId, after: boardId }))}>
          {t('board.copy')}
        </MenuAction>
        <MenuAction icon={<ArrowUp size={18} aria-hidden="true" />} disabled={up === null} onAction={() => void move(up, number - 1)}>
          {t('board.moveUp')}
        </MenuAction>
        <MenuAction icon={<ArrowDown size={18} aria-hidden="true" />} disabled={down === null} onAction={() => void move(down, number + 1)}>
          {t('board.moveDown')}
        </MenuAction>
        <MenuAction icon={<Trash2 size={18} aria-hidden="true" />} danger disabled={ids.length < 2} onAction={() => ask({ what: 'remove', page })}>
          {t('board.remove')}
        </MenuAction>
      </MenuGroup>
      {!page.background && page.template !== 'groups' && (
        <MenuChoices
          title={t('board.paper')}
          choices={templates.map((id) => ({ id, label: t(`board.template.${id}`) }))}
          selected={page.template}
          onSelect={(id) => {
            const template = templates.find((one) => one === id);
            if (template && template !== page.template) void attempt(model.change(boardId, { template }));
          }}
        />
      )}
    </>
  );
}
