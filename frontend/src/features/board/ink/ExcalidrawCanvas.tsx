import './assets';
import '@excalidraw/excalidraw/index.css';
import { useCallback, useId, useRef, useState, type ReactNode } from 'react';
import { Excalidraw, useDevice } from '@excalidraw/excalidraw';
import { useTranslation } from 'react-i18next';
import { direction, match } from '@/shared/i18n/language';
import { useFeedback } from '@/shared/ui/feedback';
import { languageCodes, type Program } from './adapter';
import type { CanvasProps } from './canvas';
import styles from './canvas.module.css';
import { CursorLayer } from './CursorLayer';
import { takeIn } from './paste';
import { Overlay, Underlay } from './Underlay';
import { useBinding } from './useBinding';
import { useCanvasApi } from './useCanvasApi';
import { useCanvasKeys } from './useCanvasKeys';
import { useFiles } from './useFiles';
import { useLook } from './useLook';
import { useNames } from './useNames';
import { usePresence } from './usePresence';
import { useTheme } from './useTheme';
import { useTools } from './useTools';
import { Viewport } from './viewport';

const options = {
  canvasActions: { changeViewBackgroundColor: false, clearCanvas: false, export: false, loadScene: false, saveToActiveFile: false, toggleTheme: false, saveAsImage: false },
  // Pictures are sent to the server before they are shown: see usePictures.
  tools: { image: false },
} as const;
/** Lines as they are drawn, and a font that comes from this server and looks the same to everybody. */
const start = { appState: { viewBackgroundColor: 'transparent', currentItemRoughness: 0, currentItemFontFamily: 6 } };
const never = () => false;

/** A page of the board to draw on: Excalidraw between what lies below and the pointers of the others. */
export function ExcalidrawCanvas(props: CanvasProps) {
  const { copy, writes, background, framed = null, template, label, images } = props;
  const { t, i18n } = useTranslation();
  const { notices } = useFeedback();
  const attached = useRef<Program | null>(null);
  const [program, setProgram] = useState<Program | null>(null);
  const [viewport] = useState(() => new Viewport());
  const section = useRef<HTMLElement>(null);
  const hint = useId();
  const seen = useTheme();
  // A slide is paper, and so is what groups made: ink that was chosen on it has to be what everybody sees.
  const theme = background || framed ? 'light' : seen;
  const draws = writes !== 'none';
  const language = match(i18n.language) ?? 'en';
  const presence = usePresence(program, copy);
  useBinding(program, props, () => notices.show(t('board.canvas.kept')));
  useLook(program, viewport, props);
  useFiles(program, images);
  useCanvasApi(program, section, props);
  useNames(program, section, { label, hint, draws });
  const { tools, dialog, open } = useTools(program, section, props);
  const topRight = useCallback((small: boolean) => (small ? null : tools(false)), [tools]);
  useCanvasKeys(section, draws, open);
  return (
    <section ref={section} className={styles.canvas} data-theme={theme} aria-label={label} onPointerLeave={() => presence.left()}>
      <p id={hint} hidden>
        {draws ? t('board.canvas.hint') : t('board.canvas.hintReader')}
      </p>
      <Underlay viewport={viewport} template={template} background={background} art={framed?.art} />
      <div className={styles.program} dir={direction(language)}>
        <Excalidraw
          excalidrawAPI={(made) => (attached.current = made)}
          onChange={(_, state) => !state.isLoading && setProgram(attached.current)}
          onPointerUpdate={({ pointer, button }) => presence.moved({ ...pointer, button })}
          onPaste={async (data) => {
            if (attached.current) await takeIn(data, attached.current, images);
            return true;
          }}
          initialData={start}
          UIOptions={options}
          langCode={languageCodes[language]}
          theme={theme}
          viewModeEnabled={!draws}
          zenModeEnabled={false}
          gridModeEnabled={false}
          validateEmbeddable={never}
          handleKeyboardGlobally={false}
          aiEnabled={false}
          renderTopRightUI={topRight}
        >
          <CursorLayer presence={presence} viewport={viewport} />
          <OnPhone>{tools(true)}</OnPhone>
        </Excalidraw>
      </div>
      {framed && <Overlay viewport={viewport}>{framed.links}</Overlay>}
      {dialog}
    </section>
  );
}

/** Where Excalidraw has put its tools together for a small canvas. */
function OnPhone({ children }: { children: ReactNode }) {
  return useDevice().editor.isMobile && children;
}
