import * as v from 'valibot';
import { Emitter } from '@/shared/emitter';
import { tabStore, type KeyValue } from '@/shared/storage';

const key = 'lectern.admin';

const schema = v.object({ token: v.pipe(v.string(), v.nonEmpty()), expiresAt: v.string() });

export type AdminLogin = v.InferOutput<typeof schema>;

export function decodeAdminLogin(value: unknown): AdminLogin | null {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : null;
}

/** The administrator's token, in this tab alone. */
export class AdminLoginStore {
  private state: AdminLogin | null;
  private readonly emitter = new Emitter();
  private readonly store: KeyValue;

  constructor(store: KeyValue = tabStore) {
    this.store = store;
    this.state = this.read();
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): AdminLogin | null => this.state;

  save(login: AdminLogin): void {
    this.store.set(key, JSON.stringify(login));
    this.set(login);
  }

  clear(): void {
    this.store.remove(key);
    this.set(null);
  }

  private set(state: AdminLogin | null): void {
    this.state = state;
    this.emitter.emit();
  }

  private read(): AdminLogin | null {
    const text = this.store.get(key);
    if (text === null) return null;
    try {
      const login = decodeAdminLogin(JSON.parse(text));
      return login && Date.parse(login.expiresAt) > Date.now() ? login : null;
    } catch {
      return null;
    }
  }
}
