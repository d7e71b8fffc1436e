import { Emitter } from '@/shared/emitter';
import type { ImageStore } from '../ink/canvas';

type State = { href: string } | 'loading' | 'failed';

/** The pictures and formulas of a page as addresses: fetched when one is first asked for, told when it is there. */
export class Pictures {
  private readonly emitter = new Emitter();
  private readonly states = new Map<string, State>();
  private readonly load: ImageStore['load'];
  private readonly waiting = new Set<Promise<void>>();
  private readonly address: (picture: Blob) => string | Promise<string>;
  private version = 0;

  /** `address` makes an address of a picture; blob: ones are let go with dispose. */
  constructor(load: ImageStore['load'], address: (picture: Blob) => string | Promise<string> = (picture) => URL.createObjectURL(picture)) {
    this.load = load;
    this.address = address;
  }

  readonly subscribe = this.emitter.subscribe;
  /** Another number whenever there is something new. */
  readonly getSnapshot = (): number => this.version;

  readonly picture = (fileId: string): string | null => this.get(`picture ${fileId}`, async () => this.address(await this.load(fileId)));

  readonly formula = (latex: string, color: string): string | null => this.get(`formula ${color} ${latex}`, async () => (await (await import('./formula')).renderFormula(latex, color))?.src ?? null);

  /** Waits until all that was asked for is there, or can't be had. */
  async settled(): Promise<void> {
    while (this.waiting.size > 0) await Promise.all(this.waiting);
  }

  dispose(): void {
    for (const state of this.states.values()) if (typeof state === 'object') release(state.href);
    this.states.clear();
  }

  private get(key: string, make: () => Promise<string | null>): string | null {
    const state = this.states.get(key);
    if (typeof state === 'object') return state.href;
    if (state === undefined) this.begin(key, make);
    return null;
  }

  private begin(key: string, make: () => Promise<string | null>): void {
    this.states.set(key, 'loading');
    const going = make()
      .catch(() => null)
      .then((href) => {
        this.waiting.delete(going);
        if (!this.states.has(key)) {
          release(href);
          return;
        }
        this.states.set(key, href === null ? 'failed' : { href });
        this.version++;
        this.emitter.emit();
      });
    this.waiting.add(going);
  }
}

function release(href: string | null): void {
  if (href?.startsWith('blob:')) URL.revokeObjectURL(href);
}

/** An address that stands for itself, for files. */
export function dataAddress(picture: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => (typeof reader.result === 'string' ? resolve(reader.result) : reject(new Error('no address')));
    reader.onerror = () => reject(reader.error ?? new Error('not read'));
    reader.readAsDataURL(picture);
  });
}
