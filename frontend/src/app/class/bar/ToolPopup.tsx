import type { RefObject } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import styles from './bar.module.css';
import type { Tool } from '../parts/parts';

/** What a button of the bar opens above itself; Esc and a press elsewhere put it away. */
export function ToolPopup({ tool, anchor, onClose }: { tool: Tool; anchor: RefObject<HTMLElement | null>; onClose: () => void }) {
  return (
    <Popover className={styles.popup ?? ''} triggerRef={anchor} placement="top" isOpen onOpenChange={(open) => !open && onClose()}>
      <Dialog aria-label={tool.label}>{tool.popup?.(onClose)}</Dialog>
    </Popover>
  );
}
