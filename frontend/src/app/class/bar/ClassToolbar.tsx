import { lazy, Suspense, useRef, useState } from 'react';
import { PhoneOff } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Allowed } from '@/features/media/localMedia';
import type { MediaRoom, MediaState } from '@/features/media/mediaRoom';
import { MediaTools } from '@/features/media/MediaTools';
import type { Layout } from '@/features/media/Stage';
import { ToolButton } from '@/features/media/ToolButton';
import { BarButton } from './BarButton';
import styles from '../class.module.css';
import { folded, toolButton } from './folding';
import { MoreMenu } from './MoreMenu';
import type { Tool } from '../parts/parts';
import { ToolPopup } from './ToolPopup';
import { useFolding } from './useFolding';
import { useLetterKeys } from './useLetterKeys';

const ShortcutsDialog = lazy(() => import('./ShortcutsDialog').then((module) => ({ default: module.ShortcutsDialog })));

interface Props {
  room: MediaRoom;
  media: MediaState;
  allowed: Allowed;
  /** The features' buttons and those that show a panel, in the order in which they stand. */
  tools: readonly Tool[];
  layout: Layout;
  onLayout: (layout: Layout) => void;
  onLeave: () => void;
}

/** Microphone, camera and screen; what features bring; the rest under "More"; the way out. */
export function ClassToolbar({ room, media, allowed, tools, layout, onLayout, onLeave }: Props) {
  const { t, i18n } = useTranslation();
  const bar = useRef<HTMLDivElement>(null);
  const anchor = useRef<HTMLElement>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [showKeys, setShowKeys] = useState(false);
  const { mic, camera, share } = media.local;
  const words = [i18n.language, mic.on, camera.on, share.on, ...tools.map((tool) => tool.label)].join();
  const { stay, fold } = folded(tools, useFolding(bar, tools.length, words));
  const popup = tools.find((tool) => tool.id === open && tool.popup);
  const run = (tool: Tool) => {
    if (!tool.popup) {
      tool.onPress?.();
      return;
    }
    anchor.current = toolButton(bar.current, tool.id);
    setOpen(open === tool.id ? null : tool.id);
  };
  const letters = tools.flatMap((tool) => (tool.letter ? [{ letter: tool.letter, label: tool.label, act: () => run(tool) }] : []));
  useLetterKeys(letters);
  return (
    <footer id="controls" tabIndex={-1} className={styles.footer}>
      <Toolbar ref={bar} className={styles.toolbar ?? ''} aria-label={t('class.controls')}>
        <MediaTools room={room} state={media} allowed={allowed} />
        {allowed.publish && <span className={styles.divider} aria-hidden="true" />}
        {stay.map((tool) => (
          <BarButton key={tool.id} tool={tool} expanded={tool.popup ? open === tool.id : undefined} onPress={() => run(tool)} />
        ))}
        <MoreMenu room={room} media={media} allowed={allowed} tools={fold} onTool={run} layout={layout} onLayout={onLayout} onKeys={() => setShowKeys(true)} />
        <span className={styles.divider} aria-hidden="true" />
        <ToolButton icon={<PhoneOff />} label={t('tool.leave')} tone="danger" onPress={onLeave} />
      </Toolbar>
      {popup && <ToolPopup tool={popup} anchor={anchor} onClose={() => setOpen(null)} />}
      <Suspense fallback={null}>{showKeys && <ShortcutsDialog isOpen onClose={() => setShowKeys(false)} talks={allowed.publish} letters={letters} />}</Suspense>
    </footer>
  );
}
