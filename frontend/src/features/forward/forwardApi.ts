import type { components } from '@/shared/api/schema.gen';

type Schemas = components['schemas'];
export type StoreTrouble = Schemas['StoreTrouble'];
/** The description can't say that an object may be missing. */
export type RecordStore = Readonly<Omit<Schemas['RecordStore'], 'trouble'> & { trouble: StoreTrouble | null }>;
export type StoreTest = Readonly<Omit<Schemas['StoreTest'], 'trouble'> & { trouble: StoreTrouble | null }>;
export type StoreInput = Schemas['RecordStoreInput'];
export type StoreChoices = Schemas['StoreChoices'];
export type FillInput = Schemas['FillInput'];
export type FillAnswer = Schemas['FillAnswer'];
export type RefusedPage = Schemas['RefusedPage'];
export type RefusedLetter = Schemas['RefusedLetter'];
export type RefusedReason = Schemas['RefusedReason'];
export type RefusedInput = Schemas['RefusedInput'];

/** Asks the server with the administrator's token. */
export interface Asker {
  json<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T>;
  send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response>;
}

/** What is asked about record stores. */
export class ForwardApi {
  private readonly ask: Asker;

  constructor(ask: Asker) {
    this.ask = ask;
  }

  ledger(signal?: AbortSignal): Promise<RecordStore[]> {
    return this.ask.json('GET', '/forward', undefined, signal);
  }

  choices(signal?: AbortSignal): Promise<StoreChoices> {
    return this.ask.json('GET', '/forward/choices', undefined, signal);
  }

  platforms(signal?: AbortSignal): Promise<readonly { readonly id: string; readonly name: string }[]> {
    return this.ask.json('GET', '/platforms', undefined, signal);
  }

  add(input: StoreInput): Promise<RecordStore> {
    return this.ask.json('POST', '/forward', input);
  }

  change(id: string, input: StoreInput): Promise<RecordStore> {
    return this.ask.json('PUT', at(id), input);
  }

  async remove(id: string): Promise<void> {
    await this.ask.send('DELETE', at(id));
  }

  test(id: string | null, input: StoreInput): Promise<StoreTest> {
    return this.ask.json('POST', id === null ? '/forward/test' : `${at(id)}/test`, input);
  }

  pause(id: string): Promise<RecordStore> {
    return this.ask.json('POST', `${at(id)}/pause`);
  }

  resume(id: string): Promise<StoreTest> {
    return this.ask.json('POST', `${at(id)}/resume`);
  }

  fill(id: string, input: FillInput): Promise<FillAnswer> {
    return this.ask.json('POST', `${at(id)}/fill`, input);
  }

  refused(id: string, reason: string, after: string, signal?: AbortSignal): Promise<RefusedPage> {
    return this.ask.json('GET', `${at(id)}/refused?${new URLSearchParams({ reason, after })}`, undefined, signal);
  }

  async refusedFile(id: string): Promise<Blob> {
    return (await this.ask.send('GET', `${at(id)}/refused.jsonl`)).blob();
  }

  retry(id: string, which: RefusedInput): Promise<{ statements: number }> {
    return this.ask.json('POST', `${at(id)}/refused/retry`, which);
  }

  drop(id: string, which: RefusedInput): Promise<{ statements: number }> {
    return this.ask.json('POST', `${at(id)}/refused/drop`, which);
  }
}

function at(id: string): string {
  return `/forward/${encodeURIComponent(id)}`;
}
