import { Emitter } from '@/shared/emitter';
import type { BoardDoc } from '../ink/boardDoc';
import type { View } from '../ink/canvas';
import type { BoardElement, TextElement } from '../ink/element';
import { labelsOf, wholeView } from './boardSvg';

export interface Seen {
  elements: readonly BoardElement[];
  labels: ReadonlyMap<string, TextElement>;
  /** All that there is. */
  whole: View;
}

type Size = { width: number; height: number } | null;

/** The elements of a page for those who only look: however fast they change, they are told no more often than that. */
export class Feed {
  private readonly emitter = new Emitter();
  private readonly drawing: BoardDoc;
  private readonly background: Size;
  private readonly everyMs: number;
  private seen: Seen;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(drawing: BoardDoc, background: Size, everyMs: number) {
    this.drawing = drawing;
    this.background = background;
    this.everyMs = everyMs;
    this.seen = this.look();
  }

  readonly getSnapshot = (): Seen => this.seen;

  readonly subscribe = (listener: () => void): (() => void) => {
    const off = this.emitter.subscribe(listener);
    const deaf = this.drawing.subscribe(this.later);
    if (this.drawing.elements() !== this.seen.elements) this.later();
    return () => {
      off();
      deaf();
      clearTimeout(this.timer);
      this.timer = undefined;
    };
  };

  private readonly later = (): void => {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.seen = this.look();
      this.emitter.emit();
    }, this.everyMs);
  };

  private look(): Seen {
    const elements = this.drawing.elements();
    return { elements, labels: labelsOf(elements), whole: wholeView(elements, this.background) };
  }
}
