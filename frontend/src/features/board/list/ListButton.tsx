import { useEffect, useRef, useSyncExternalStore, type RefObject } from 'react';
import { List } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { listKey, objectList } from './openState';

/** Opens and closes the list of what is on the page; so does a key, wherever in the board the focus is. Closing brings the focus back. */
export function ListButton({ className }: { className: string | undefined }) {
  const { t } = useTranslation();
  const button = useRef<HTMLSpanElement>(null);
  const open = useSyncExternalStore(objectList.subscribe, objectList.getSnapshot);
  useListKey();
  useFocusBack(open, button);
  const name = t('board.list.open');
  return (
    <span ref={button}>
      <Button variant="quiet" iconOnly className={className} aria-label={name} title={`${name} (${listKey})`} aria-keyshortcuts={listKey} aria-pressed={open} onClick={() => objectList.set(!open)}>
        <List size={18} aria-hidden="true" className="mirrorRtl" />
      </Button>
    </span>
  );
}

function useListKey(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== listKey || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      objectList.set(!objectList.getSnapshot());
    };
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);
}

/** Where the list took the focus with it, it goes back to where it was before. */
function useFocusBack(open: boolean, button: RefObject<HTMLElement | null>): void {
  const before = useRef<Element | null>(null);
  useEffect(() => {
    if (open) {
      before.current = document.activeElement;
      return;
    }
    const [from, active] = [before.current, document.activeElement];
    before.current = null;
    if (from === null || (active !== null && active !== document.body && active.isConnected)) return;
    if (from instanceof HTMLElement && from.isConnected && from !== document.body) from.focus();
    else button.current?.querySelector('button')?.focus();
  }, [open, button]);
}
