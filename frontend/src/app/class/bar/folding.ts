import { Emitter } from '@/shared/emitter';

type Measured = Pick<HTMLElement, 'scrollWidth' | 'clientWidth'>;

/**
 * How many of the bar's buttons have to fold into "More" so that the rest fits,
 * whatever the language, the size of the text and the width. One more at a time
 * until nothing sticks out, and anew when what is measured has changed.
 */
export class Folding {
  private count = 0;
  private key = '';
  private readonly emitter = new Emitter();

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): number => this.count;

  /** `key` names all that decides the width. */
  look(bar: Measured, key: string, most: number): void {
    if (key !== this.key) {
      this.key = key;
      if (this.count > 0) {
        this.set(0);
        return;
      }
    }
    if (this.count < most && bar.scrollWidth > bar.clientWidth) this.set(this.count + 1);
  }

  private set(count: number): void {
    this.count = count;
    this.emitter.emit();
  }
}

/** Those who stay in the bar and those who fold, each in its own order. */
export function folded<T extends { id: string; rank: number }>(tools: readonly T[], count: number): { stay: T[]; fold: T[] } {
  const going = new Set([...tools].sort((a, b) => b.rank - a.rank).slice(0, count).map((tool) => tool.id));
  return { stay: tools.filter((tool) => !going.has(tool.id)), fold: tools.filter((tool) => going.has(tool.id)) };
}

/** The button of a tool, or "More" where it is folded away. */
export function toolButton(bar: Element | null, id: string): HTMLElement | null {
  const buttons = [...(bar?.querySelectorAll<HTMLElement>('[data-tool]') ?? [])];
  const named = (name: string) => buttons.find((button) => button.dataset['tool'] === name);
  return named(id) ?? named('more') ?? null;
}
