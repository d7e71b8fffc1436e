import { Copy, FileUp, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction, MenuGroup } from '@/shared/ui/Menu';
import styles from '../board.module.css';
import type { Desk } from '../desk';
import { isFull } from '../groups';
import { templates, type PageTemplate } from '../wire';

interface Props {
  desk: Desk;
  /** With its name beside the sign. */
  wide?: boolean;
}

/** A new page behind the one that is seen: on some paper, as a copy, or from a file. */
export function AddPageMenu({ desk, wide = false }: Props) {
  const { t } = useTranslation();
  const { board, state, current, attempt, ask } = desk;
  const full = isFull(state);
  const add = (template: PageTemplate) => void attempt(board.model.add({ template, after: current.boardId }));
  return (
    <Menu
      label={t('board.add')}
      trigger={
        <>
          <Plus size={18} aria-hidden="true" />
          {wide && <span>{t('board.add')}</span>}
        </>
      }
      triggerClassName={buttonClass({ variant: 'quiet', size: wide ? 'medium' : 'medium', iconOnly: !wide, wide }, styles.tool)}
    >
      <MenuGroup label={t('board.add')}>
        {templates.map((template) => (
          <MenuAction key={template} icon={<span className={styles.swatch} data-template={template} aria-hidden="true" />} disabled={full} onAction={() => add(template)}>
            {t(`board.template.${template}`)}
          </MenuAction>
        ))}
      </MenuGroup>
      <MenuGroup label={t('board.addFrom')}>
        <MenuAction icon={<Copy size={18} aria-hidden="true" />} disabled={full} onAction={() => void attempt(board.model.add({ copyOf: current.boardId, after: current.boardId }))}>
          {t('board.copyThis')}
        </MenuAction>
        <MenuAction icon={<FileUp size={18} aria-hidden="true" />} disabled={full} onAction={() => ask({ what: 'import' })}>
          {t('board.import.open')}
        </MenuAction>
      </MenuGroup>
    </Menu>
  );
}
