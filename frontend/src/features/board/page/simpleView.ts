import { Emitter } from '@/shared/emitter';
import { localStore, type KeyValue } from '@/shared/storage';

const key = 'lectern.board.simple';
/** In GB, as browsers round it. Where they don't say, the device is taken to be strong enough. */
const weakMemory = 2;

const memoryOf = (device: object) => ('deviceMemory' in device && typeof device.deviceMemory === 'number' ? device.deviceMemory : undefined);

/** Whether a picture takes the place of the drawing program. By itself on weak devices, until the person says otherwise. */
export class SimpleView {
  private readonly emitter = new Emitter();
  private readonly store: KeyValue;
  private readonly weak: boolean;

  constructor(store: KeyValue = localStore, memory: number | undefined = memoryOf(navigator)) {
    this.store = store;
    this.weak = memory !== undefined && memory <= weakMemory;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): boolean => {
    const chosen = this.store.get(key);
    return chosen === null ? this.weak : chosen === 'on';
  };

  set(on: boolean): void {
    this.store.set(key, on ? 'on' : 'off');
    this.emitter.emit();
  }
}

export const simpleView = new SimpleView();
