import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useSyncExternalStore } from 'react';
import { PeoplePanel } from '@/features/roster/PeoplePanel';
import type { RosterEntry } from '@/features/roster/people';
import type { Moderation } from '@/features/roster/PersonRow';
import styles from './class.module.css';

const wide = window.matchMedia('(min-width: 1000px)');

function subscribeWide(listener: () => void): () => void {
  wide.addEventListener('change', listener);
  return () => wide.removeEventListener('change', listener);
}

interface Props {
  people: readonly RosterEntry[];
  moderation: Moderation | null;
  onMuteAll: () => void;
  onClose: () => void;
}

/** Beside the stage where there is room, a sheet from below where there is not. */
export function PeopleSide(props: Props) {
  const isWide = useSyncExternalStore(subscribeWide, () => wide.matches);
  if (isWide) {
    return (
      <aside className={styles.side} aria-labelledby="people-title">
        <PeoplePanel {...props} />
      </aside>
    );
  }
  return (
    <ModalOverlay className={styles.sheetOverlay ?? ''} isOpen isDismissable onOpenChange={(open) => !open && props.onClose()}>
      <Modal className={styles.sheet ?? ''}>
        <Dialog className={styles.sheetDialog ?? ''} aria-labelledby="people-title">
          <PeoplePanel {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
