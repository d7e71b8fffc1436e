import { useCallback, useEffect, useState, type ReactElement, type ReactNode, type RefObject } from 'react';
import { middleOf, type Program } from './adapter';
import type { CanvasProps } from './canvas';
import { chosenFormula, placeFormula, type FormulaElement } from './formula';
import { FormulaDialog } from './FormulaDialog';
import { showPage } from './look';
import { noteTool, placeNote } from './note';
import { Tools } from './Tools';
import { usePictures } from './usePictures';

interface Parts {
  /** To stand beside Excalidraw's own tools, and on a phone below them. */
  tools: (small: boolean) => ReactElement | null;
  dialog: ReactNode;
  /** Opens the formula that is chosen; false where none is. */
  open: () => boolean;
}

/** The tools of our own: notes, formulas, pictures. */
export function useTools(program: Program | null, section: RefObject<HTMLElement | null>, props: CanvasProps): Parts {
  const [formula, setFormula] = useState<FormulaElement | 'new' | null>(null);
  const { place, sending } = usePictures(program, section, props);
  const draws = props.writes !== 'none';
  const note = useCallback((at: { x: number; y: number }) => program && placeNote(program, at, section.current?.querySelector('.excalidraw') ?? null), [program, section]);
  useEffect(() => {
    if (!program || !draws) return;
    // Once Excalidraw is through with the press, or it would choose something else after it.
    return program.onPointerUp(({ customType }, { origin }) => customType === noteTool && setTimeout(() => note(origin)));
  }, [program, draws, note]);
  const paper = props.framed?.paper ?? props.background;
  const tools = useCallback(
    (small: boolean) =>
      program && (
        <Tools
          program={program}
          draws={draws}
          sending={sending}
          small={small}
          onNote={note}
          onFormula={() => setFormula('new')}
          onPictures={(files) => void place(files)}
          onWhole={() => showPage(program, paper)}
        />
      ),
    [program, draws, sending, note, place, paper],
  );
  const existing = formula === 'new' ? null : formula;
  const dialog = program && formula && (
    <FormulaDialog
      latex={existing?.customData.latex ?? ''}
      isNew={!existing}
      onPlace={(latex) => placeFormula(program, latex, middleOf(program), existing)}
      onClose={() => setFormula(null)}
    />
  );
  const open = () => {
    const chosen = program && draws ? chosenFormula(program) : null;
    if (chosen) setFormula(chosen.element);
    return chosen !== null;
  };
  return { tools, dialog, open };
}
