import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction } from '@/shared/ui/Menu';
import { KindIcon } from './KindIcon';
import { newKinds, type NewKind } from './make';

/** Adds something to the part of the page that is seen. */
export function AddMenu({ onAdd }: { onAdd: (kind: NewKind) => void }) {
  const { t } = useTranslation();
  return (
    <Menu label={t('board.list.add')} trigger={<Plus size={18} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', iconOnly: true })}>
      {newKinds.map((kind) => (
        <MenuAction key={kind} icon={<KindIcon kind={kind} />} onAction={() => onAdd(kind)}>
          {t(`board.list.kind.${kind}`)}
        </MenuAction>
      ))}
    </Menu>
  );
}
