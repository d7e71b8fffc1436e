import { ArrowDown, ArrowDownToLine, ArrowLeft, ArrowRight, ArrowUp, ArrowUpToLine, ChevronDown, ChevronUp, Ellipsis, LockOpen, Palette, PenLine, Trash2 } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction, MenuChoices, MenuGroup } from '@/shared/ui/Menu';
import { colorName, inkColors, noteColors } from './colors';
import { canWrite, hasColor } from './edit';
import styles from './list.module.css';
import type { BoardObject } from './objects';
import type { Actions, Direction } from './actions';
import { strides } from './useListKeys';

interface Props {
  object: BoardObject;
  /** What it is called. */
  name: string;
  locked: boolean;
  actions: Actions;
  onEdit: () => void;
}

const steps: readonly { direction: Direction; icon: typeof ArrowUp }[] = [
  { direction: 'left', icon: ArrowLeft },
  { direction: 'right', icon: ArrowRight },
  { direction: 'up', icon: ArrowUp },
  { direction: 'down', icon: ArrowDown },
];

/** What can be done with the chosen object. */
export function ObjectTools({ object, name, locked, actions, onEdit }: Props) {
  const { t } = useTranslation();
  if (locked) {
    return (
      <Toolbar className={styles.tools ?? ''} aria-label={t('board.list.toolsFor', { name })}>
        <Button size="small" onClick={() => actions.unlock(object)}>
          <LockOpen size={16} aria-hidden="true" />
          {t('board.list.unlock')}
        </Button>
      </Toolbar>
    );
  }
  const note = object.kind === 'note';
  const palette: readonly string[] = note ? noteColors : inkColors;
  const color = note ? object.main.backgroundColor : object.main.strokeColor;
  const trigger = buttonClass({ variant: 'quiet', iconOnly: true });
  const iconButton = (label: string, icon: React.ReactNode, press: () => void) => (
    <Button variant="quiet" iconOnly aria-label={label} title={label} onClick={press}>
      {icon}
    </Button>
  );
  return (
    <Toolbar className={styles.tools ?? ''} aria-label={t('board.list.toolsFor', { name })}>
      {(canWrite(object) || object.kind === 'formula') && iconButton(t('board.list.edit'), <PenLine size={18} aria-hidden="true" />, onEdit)}
      {hasColor(object) && (
        <Menu label={t('board.list.recolor')} trigger={<Palette size={18} aria-hidden="true" />} triggerClassName={trigger} placement="top">
          <MenuChoices title={t('board.list.recolor')} choices={palette.map((id) => ({ id, label: t(`board.list.color.${colorName(id) ?? 'black'}`) }))} selected={color} onSelect={(id) => actions.recolor(object, id)} />
        </Menu>
      )}
      {iconButton(t('board.list.forward'), <ChevronUp size={18} aria-hidden="true" />, () => actions.order(object, 'forward'))}
      {iconButton(t('board.list.backward'), <ChevronDown size={18} aria-hidden="true" />, () => actions.order(object, 'backward'))}
      <Menu label={t('board.list.moreFor')} trigger={<Ellipsis size={18} aria-hidden="true" />} triggerClassName={trigger} placement="top end">
        <MenuGroup label={t('board.list.order')}>
          <MenuAction icon={<ArrowUpToLine size={18} aria-hidden="true" />} onAction={() => actions.order(object, 'front')}>
            {t('board.list.front')}
          </MenuAction>
          <MenuAction icon={<ArrowDownToLine size={18} aria-hidden="true" />} onAction={() => actions.order(object, 'back')}>
            {t('board.list.back')}
          </MenuAction>
        </MenuGroup>
        <MenuGroup label={t('board.list.move')}>
          {steps.map(({ direction, icon: Icon }) => (
            <MenuAction key={direction} icon={<Icon size={18} aria-hidden="true" />} onAction={() => actions.move(object, direction, strides.wide)}>
              {t(`board.list.to.${direction}`)}
            </MenuAction>
          ))}
        </MenuGroup>
      </Menu>
      <span className={styles.gap} />
      {iconButton(t('board.list.remove'), <Trash2 size={18} aria-hidden="true" />, () => actions.remove(object))}
    </Toolbar>
  );
}
