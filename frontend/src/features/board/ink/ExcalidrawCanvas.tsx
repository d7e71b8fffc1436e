import './assets';
import '@excalidraw/excalidraw/index.css';
import { useRef, useState } from 'react';
import { Excalidraw } from '@excalidraw/excalidraw';
import { useTranslation } from 'react-i18next';
import { match } from '@/shared/i18n/language';
import { useFeedback } from '@/shared/ui/feedback';
import { languageCodes, type Program } from './adapter';
import type { CanvasProps } from './canvas';
import styles from './canvas.module.css';
import { CursorLayer } from './CursorLayer';
import { Underlay } from './Underlay';
import { useBinding } from './useBinding';
import { useCanvasApi } from './useCanvasApi';
import { useLook } from './useLook';
import { usePresence } from './usePresence';
import { useTheme } from './useTheme';
import { Viewport } from './viewport';

const options = {
  canvasActions: { changeViewBackgroundColor: false, clearCanvas: false, export: false, loadScene: false, saveToActiveFile: false, toggleTheme: false, saveAsImage: false },
  // Pictures are sent to the server before they are shown: see usePictures.
  tools: { image: false },
} as const;
const start = { appState: { viewBackgroundColor: 'transparent', currentItemRoughness: 0, currentItemFontFamily: 6 } };
const never = () => false;

/** A page of the board to draw on. */
export function ExcalidrawCanvas(props: CanvasProps) {
  const { copy, writes, background, template, label } = props;
  const { t, i18n } = useTranslation();
  const { notices } = useFeedback();
  const attached = useRef<Program | null>(null);
  const [program, setProgram] = useState<Program | null>(null);
  const [viewport] = useState(() => new Viewport());
  const section = useRef<HTMLElement>(null);
  // A slide is paper: ink that was chosen on it has to be what everybody sees.
  const seen = useTheme();
  const theme = background ? 'light' : seen;
  const presence = usePresence(program, copy);
  useBinding(program, props, () => notices.show(t('board.canvas.kept')));
  useLook(program, viewport, props);
  useCanvasApi(program, section, props);
  return (
    <section ref={section} className={styles.canvas} data-theme={theme} aria-label={label} onPointerLeave={() => presence.left()}>
      <Underlay viewport={viewport} template={template} background={background} theme={theme} />
      <div className={styles.program}>
        <Excalidraw
          excalidrawAPI={(made) => (attached.current = made)}
          onChange={(_, state) => !state.isLoading && setProgram(attached.current)}
          onPointerUpdate={({ pointer, button }) => presence.moved({ ...pointer, button })}
          initialData={start}
          UIOptions={options}
          langCode={languageCodes[match(i18n.language) ?? 'en']}
          theme={theme}
          viewModeEnabled={writes === 'none'}
          zenModeEnabled={false}
          gridModeEnabled={false}
          validateEmbeddable={never}
          handleKeyboardGlobally={false}
          aiEnabled={false}
        >
          <CursorLayer presence={presence} viewport={viewport} />
        </Excalidraw>
      </div>
    </section>
  );
}
