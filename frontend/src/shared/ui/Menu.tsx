import type { ReactNode } from 'react';
import { Check } from 'lucide-react';
import { Button, Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover, type PopoverProps } from 'react-aria-components';
import styles from './menu.module.css';
import { cx } from './classes';

interface MenuProps {
  /** The name of the button, where `trigger` shows no words. */
  label: string;
  trigger: ReactNode;
  triggerClassName: string;
  placement?: PopoverProps['placement'];
  /** The button's name for other code, as `data-tool`. */
  tool?: string;
  children: ReactNode;
}

export function Menu({ label, trigger, triggerClassName, placement = 'bottom end', tool, children }: MenuProps) {
  return (
    <MenuTrigger>
      <Button className={triggerClassName} aria-label={label} data-tool={tool}>
        {trigger}
      </Button>
      <Popover className={styles.popover ?? ''} placement={placement}>
        <AriaMenu className={styles.menu ?? ''}>{children}</AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

interface ActionProps {
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  /** A number at the end of the line, and the same in words. */
  badge?: { text: string; label: string } | null;
  onAction: () => void;
  children: string;
}

export function MenuAction({ icon, danger, disabled, badge, onAction, children }: ActionProps) {
  return (
    <MenuItem className={cx(styles.item, danger && styles.danger)} onAction={onAction} isDisabled={disabled ?? false} textValue={children}>
      {icon}
      {children}
      {badge && (
        <span className={styles.badge}>
          <span aria-hidden="true">{badge.text}</span>
          <span className="srOnly">{badge.label}</span>
        </span>
      )}
    </MenuItem>
  );
}

/** Actions apart from the choices above or below them. */
export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <MenuSection className={styles.section ?? ''} aria-label={label}>
      {children}
    </MenuSection>
  );
}

export interface Choice {
  id: string;
  label: string;
  /** Language of the label, where it differs from the page's. */
  lang?: string;
}

interface ChoicesProps {
  title: string;
  choices: readonly Choice[];
  selected: string;
  onSelect: (id: string) => void;
}

/**
 * One of several, with a tick at the current one. A menu's keys are shared by its
 * sections, and browsers call both a microphone and a speaker "default".
 */
export function MenuChoices({ title, choices, selected, onSelect }: ChoicesProps) {
  const keyOf = (id: string) => `${title}\n${id}`;
  return (
    <MenuSection
      className={styles.section ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[keyOf(selected)]}
      onSelectionChange={(keys) => {
        if (keys === 'all') return;
        const chosen = choices.find((choice) => keys.has(keyOf(choice.id)));
        if (chosen) onSelect(chosen.id);
      }}
    >
      <Header className={styles.heading ?? ''}>{title}</Header>
      {choices.map((choice) => (
        <MenuItem key={choice.id} id={keyOf(choice.id)} className={styles.item ?? ''} textValue={choice.label}>
          {({ isSelected }) => (
            <>
              <span className={styles.check}>{isSelected && <Check size={18} aria-hidden="true" />}</span>
              <span lang={choice.lang}>{choice.label}</span>
            </>
          )}
        </MenuItem>
      ))}
    </MenuSection>
  );
}
