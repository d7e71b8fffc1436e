import { useSyncExternalStore } from 'react';
import { Ellipsis, Eraser, FileDown, FileUp, Image, PencilLine, Presentation } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction, MenuGroup } from '@/shared/ui/Menu';
import styles from '../board.module.css';
import type { Desk } from '../desk';
import { canBeShown } from '../groups';
import { PageActions } from '../strip/PageActions';
import type { Writes } from '../rights/rights';
import { simpleView } from '../page/simpleView';

/** What is done now and then: with the page that is seen, and with how it is seen. */
export function BoardMenu({ desk, writes }: { desk: Desk; writes: Writes }) {
  const { t } = useTranslation();
  const { current, manages, stage, ask, attempt } = desk;
  const simple = useSyncExternalStore(simpleView.subscribe, simpleView.getSnapshot);
  const staged = stage?.boardId === current.boardId;
  return (
    <Menu label={t('board.more')} trigger={<Ellipsis size={18} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', iconOnly: true }, styles.tool)}>
      <MenuGroup label={t('board.title')}>
        {manages && stage && canBeShown(desk.state, current) && (
          <MenuAction icon={<Presentation size={18} aria-hidden="true" />} onAction={() => void attempt(staged ? stage.clear() : stage.put(current.boardId))}>
            {staged ? t('board.takeOffStage') : t('board.putOnStage')}
          </MenuAction>
        )}
        {manages && (
          <MenuAction icon={<FileUp size={18} aria-hidden="true" />} onAction={() => ask({ what: 'import' })}>
            {t('board.import.open')}
          </MenuAction>
        )}
        <MenuAction icon={<FileDown size={18} aria-hidden="true" />} onAction={() => ask({ what: 'export' })}>
          {t('board.export.open')}
        </MenuAction>
        {writes !== 'none' && (
          <MenuAction icon={<Eraser size={18} aria-hidden="true" />} onAction={() => ask({ what: 'clear' })}>
            {writes === 'all' ? t('board.clear.open') : t('board.clear.openOwn')}
          </MenuAction>
        )}
        <MenuAction icon={simple ? <PencilLine size={18} aria-hidden="true" /> : <Image size={18} aria-hidden="true" />} onAction={() => simpleView.set(!simple)}>
          {simple ? t('board.simpleOff') : t('board.simpleOn')}
        </MenuAction>
      </MenuGroup>
      {manages && <PageActions desk={desk} page={current} />}
    </Menu>
  );
}
