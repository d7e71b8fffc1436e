import { useCallback, useEffect, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import { takesLetters } from '@/shared/keys';
import { lookOf, middleOf, type Program } from './adapter';
import type { CanvasProps } from './canvas';
import { withoutPictures } from './paste';
import { picturesOf, placePicture } from './pictures';
import { viewOf } from './viewport';

const step = 24;

/** Pictures from the clipboard, from a drop and from a file. Nothing else that is dropped goes onto the page. */
export function usePictures(program: Program | null, section: RefObject<HTMLElement | null>, { images, writes }: CanvasProps) {
  const { t } = useTranslation();
  const { announcer, notices } = useFeedback();
  const [sending, setSending] = useState(0);
  const place = useCallback(
    async (files: readonly File[], at?: { x: number; y: number }) => {
      if (!program || files.length === 0) return;
      const { x, y } = at ?? middleOf(program);
      setSending((count) => count + 1);
      for (const [i, file] of files.entries()) {
        const problem = await placePicture(program, images, file, { x: x + i * step, y: y + i * step });
        if (problem) notices.show(t(`board.canvas.pictureProblem.${problem}`, { name: file.name }), 'problem');
        else announcer.say(t('board.canvas.pictureAdded'));
      }
      setSending((count) => count - 1);
    },
    [program, images, notices, announcer, t],
  );
  useEffect(() => {
    const ours = section.current;
    if (!ours || !program) return;
    const paste = (event: ClipboardEvent) => {
      if (takesLetters(event.target) || !event.clipboardData) return;
      const files = writes === 'none' ? [] : picturesOf(event.clipboardData);
      const plain = withoutPictures(event.clipboardData);
      if (files.length === 0 && !plain) return;
      event.preventDefault();
      event.stopPropagation();
      if (files.length > 0) void place(files);
      else event.target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: plain, bubbles: true, cancelable: true }));
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation(); // Excalidraw takes drawings, libraries and addresses
      if (event.type !== 'drop' || writes === 'none') return;
      const [frame, view] = [ours.getBoundingClientRect(), viewOf(lookOf(program))];
      const { zoom } = lookOf(program);
      void place(picturesOf(event.dataTransfer), { x: view.x + (event.clientX - frame.left) / zoom, y: view.y + (event.clientY - frame.top) / zoom });
    };
    ours.addEventListener('paste', paste, true);
    ours.addEventListener('drop', drop, true);
    ours.addEventListener('dragover', drop, true);
    return () => {
      ours.removeEventListener('paste', paste, true);
      ours.removeEventListener('drop', drop, true);
      ours.removeEventListener('dragover', drop, true);
    };
  }, [program, section, place, writes]);
  return { place, sending: sending > 0 };
}
