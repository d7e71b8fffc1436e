import { useCallback, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { ImagePlus, Laser, Maximize, Sigma, StickyNote, ZoomIn, ZoomOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Spinner } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import { middleOf, type Program } from './adapter';
import styles from './canvas.module.css';
import { zoomBy } from './look';
import { noteTool } from './note';

interface Props {
  program: Program;
  draws: boolean;
  sending: boolean;
  /** On a phone, where Excalidraw has no zoom but by two fingers. */
  small: boolean;
  onNote: (at: { x: number; y: number }) => void;
  onFormula: () => void;
  onPictures: (files: File[]) => void;
  onWhole: () => void;
}

const pictures = 'image/png,image/jpeg,image/webp,image/gif';
const zoomStep = 1.25;

/** The tools that Excalidraw doesn't have, or hides. */
export function Tools({ program, draws, sending, small, onNote, onFormula, onPictures, onWhole }: Props) {
  const { t } = useTranslation();
  const file = useRef<HTMLInputElement>(null);
  const tool = useTool(program);
  const toggle = (name: string, start: () => void) => (tool === name ? program.setActiveTool({ type: 'selection' }) : start());
  // Without a pointer there is no press on the page: then the note goes into the middle.
  const note = (byKey: boolean) => (byKey ? onNote(middleOf(program)) : toggle(noteTool, () => program.setActiveTool({ type: 'custom', customType: noteTool })));
  return (
    <div className={cx('Island', styles.tools)} data-small={small || undefined} role="group" aria-label={t('board.canvas.tools')}>
      {draws && (
        <>
          <Tool name="note" label={t('board.canvas.note')} icon={<StickyNote />} pressed={tool === noteTool} onPress={note} />
          <Tool name="formula" label={t('board.canvas.formula')} icon={<Sigma />} onPress={onFormula} />
          <Tool name="picture" label={t('board.canvas.picture')} icon={sending ? <Spinner /> : <ImagePlus />} onPress={() => file.current?.click()} />
          <Tool name="laser" label={t('board.canvas.laser')} icon={<Laser />} pressed={tool === 'laser'} onPress={() => toggle('laser', () => program.setActiveTool({ type: 'laser' }))} />
          <input
            ref={file}
            type="file"
            hidden
            multiple
            accept={pictures}
            aria-label={t('board.canvas.picture')}
            onChange={({ currentTarget }) => {
              onPictures([...(currentTarget.files ?? [])]);
              currentTarget.value = '';
            }}
          />
        </>
      )}
      {small && <Tool name="closer" label={t('board.canvas.zoomIn')} icon={<ZoomIn />} onPress={() => zoomBy(program, zoomStep)} />}
      {small && <Tool name="farther" label={t('board.canvas.zoomOut')} icon={<ZoomOut />} onPress={() => zoomBy(program, 1 / zoomStep)} />}
      <Tool name="whole" label={t('board.canvas.whole')} icon={<Maximize />} onPress={onWhole} />
    </div>
  );
}

interface ToolProps {
  name: string;
  label: string;
  icon: ReactNode;
  pressed?: boolean;
  onPress: (byKey: boolean) => void;
}

function Tool({ name, label, icon, pressed, onPress }: ToolProps) {
  return (
    <button type="button" className={styles.tool} data-tool={name} aria-label={label} title={label} aria-pressed={pressed} onClick={({ detail }) => onPress(detail === 0)}>
      <span aria-hidden="true">{icon}</span>
    </button>
  );
}

/** The tool in hand; of those that aren't Excalidraw's, by its own name. */
function useTool(program: Program): string {
  const subscribe = useCallback((listener: () => void) => program.onChange(listener), [program]);
  return useSyncExternalStore(subscribe, () => {
    const { type, customType } = program.getAppState().activeTool;
    return customType ?? type;
  });
}
