import { Emitter } from '../emitter';

export interface Notice {
  id: number;
  text: string;
  tone: 'info' | 'problem';
}

const shownForMs = 6_000;
const most = 3;

/** Short messages in a corner: at most three, gone by themselves, held while somebody reads them. */
export class Notices {
  private list: readonly Notice[] = [];
  private readonly emitter = new Emitter();
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private nextId = 1;

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): readonly Notice[] => this.list;

  show(text: string, tone: Notice['tone'] = 'info'): void {
    const notice = { id: this.nextId++, text, tone };
    const dropped = this.list.filter((n) => n.text === text).concat(this.list.slice(0, Math.max(0, this.list.length - most + 1)));
    for (const old of dropped) clearTimeout(this.timers.get(old.id));
    this.set([...this.list.filter((n) => !dropped.includes(n)), notice]);
    this.expire(notice.id);
  }

  dismiss(id: number): void {
    this.hold(id);
    this.set(this.list.filter((n) => n.id !== id));
  }

  hold(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  expire(id: number): void {
    this.hold(id);
    this.timers.set(id, setTimeout(() => this.dismiss(id), shownForMs));
  }

  private set(list: readonly Notice[]): void {
    this.list = list;
    this.emitter.emit();
  }
}
