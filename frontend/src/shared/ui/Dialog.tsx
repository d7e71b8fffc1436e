import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { cx } from './classes';
import styles from './dialog.module.css';

interface Props {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  role?: 'dialog' | 'alertdialog';
  /** A press outside doesn't close it, so that nothing typed is lost by a slip. */
  keepsInput?: boolean;
  /** For what needs the width of the window. */
  wide?: boolean;
  children: ReactNode;
}

/** A modal; on phones it comes from the bottom edge. Esc and a press outside close it. */
export function Dialog({ isOpen, onClose, title, role = 'dialog', keepsInput = false, wide = false, children }: Props) {
  return (
    <ModalOverlay className={styles.overlay} isOpen={isOpen} isDismissable={!keepsInput} onOpenChange={(open) => !open && onClose()}>
      <Modal className={cx(styles.modal, wide && styles.wide)}>
        <AriaDialog className={styles.dialog} role={role}>
          <Heading slot="title" className={styles.title}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
