import { Emitter } from '@/shared/emitter';

/** Whether the list of what is on the page is open. It stays open from page to page. */
class OpenState {
  private readonly emitter = new Emitter();
  private open = false;

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): boolean => this.open;

  set(open: boolean): void {
    if (open === this.open) return;
    this.open = open;
    this.emitter.emit();
  }
}

export const objectList = new OpenState();

/** The key that opens and closes it. */
export const listKey = 'F8';
