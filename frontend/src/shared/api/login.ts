import { Emitter } from '../emitter';
import { tabStore, type KeyValue } from '../storage';
import { decodeTokenAnswer } from './decode';
import type { TokenAnswer } from './types';

const key = 'lectern.login';

/** Who is using this tab. One tab, one login: two tabs may hold two people. */
export interface LoginState {
  answer: TokenAnswer | null;
  /** True once the server refused the token; the page then asks for a new launch. */
  expired: boolean;
}

export class LoginStore {
  private state: LoginState;
  private readonly emitter = new Emitter();
  private readonly store: KeyValue;

  constructor(store: KeyValue = tabStore) {
    this.store = store;
    this.state = { answer: this.read(), expired: false };
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): LoginState => this.state;

  save(answer: TokenAnswer): void {
    this.store.set(key, JSON.stringify(answer));
    this.set({ answer, expired: false });
  }

  /** The server refused the token. The return link is kept for the page that says so. */
  expire(): void {
    if (!this.state.expired) this.set({ ...this.state, expired: true });
  }

  private set(state: LoginState): void {
    this.state = state;
    this.emitter.emit();
  }

  private read(): TokenAnswer | null {
    const text = this.store.get(key);
    if (text === null) return null;
    try {
      return decodeTokenAnswer(JSON.parse(text));
    } catch {
      return null;
    }
  }
}
