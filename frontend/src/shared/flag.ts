import { Emitter } from './emitter';
import { localStore, type KeyValue } from './storage';

/** A person's own on or off, kept on this computer. */
export class Flag {
  private readonly emitter = new Emitter();
  private readonly key: string;
  private readonly store: KeyValue;

  /** On until it is switched off. */
  constructor(key: string, store: KeyValue = localStore) {
    this.key = key;
    this.store = store;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): boolean => this.store.get(this.key) !== 'off';

  set(on: boolean): void {
    if (on) this.store.remove(this.key);
    else this.store.set(this.key, 'off');
    this.emitter.emit();
  }
}

export const selfView = new Flag('lectern.selfView');
export const shortcuts = new Flag('lectern.shortcuts');
