import type { RecordStore, StoreInput } from './forwardApi';

export const classes = ['presence', 'interaction', 'content', 'assessment', 'replay'] as const;
export const identities = ['account', 'pseudonym', 'mail'] as const;
export const versions = ['auto', '1.0.3', '2.0.0'] as const;
/** The most statements that a request may be set to hold. */
export const batchLimit = 200;

/** What is typed about a record store. */
export type StoreFields = Omit<StoreInput, 'batchMost'> & { readonly batchMost: string };

export type FieldName = 'name' | 'endpoint' | 'username' | 'secret' | 'batchMost';

export const noFields: StoreFields = {
  name: '', endpoint: '', version: 'auto', auth: 'basic', username: '', secret: '', identity: 'account', names: false,
  filter: { classes: [], classrooms: [], registrations: [] }, batchMost: '50', enabled: true,
};

export function fieldsOf(store: RecordStore): StoreFields {
  const { name, endpoint, version, auth, username, identity, names, filter, batchMost, enabled } = store;
  return { name, endpoint, version, auth, username, secret: '', identity, names, filter, batchMost: String(batchMost), enabled };
}

function isAddress(text: string): boolean {
  try {
    const url = new URL(text);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.hash === '' && url.search === '';
  } catch {
    return false;
  }
}

/** Reads the form: what would be sent, and the fields that can't be right. A secret that is left empty stays as it is. */
export function readFields(fields: StoreFields, hasSecret: boolean): { input: StoreInput; problems: FieldName[] } {
  const input: StoreInput = {
    ...fields,
    name: fields.name.trim(),
    endpoint: fields.endpoint.trim(),
    username: fields.auth === 'basic' ? fields.username.trim() : '',
    secret: fields.secret.trim(),
    names: fields.names && fields.identity !== 'pseudonym',
    batchMost: Number(fields.batchMost),
  };
  const problems: FieldName[] = [];
  if (input.name === '') problems.push('name');
  if (!isAddress(input.endpoint)) problems.push('endpoint');
  if (fields.auth === 'basic' && (input.username === '' || input.username.includes(':'))) problems.push('username');
  if (input.secret === '' && !hasSecret) problems.push('secret');
  if (!Number.isInteger(input.batchMost) || input.batchMost < 1 || input.batchMost > batchLimit) problems.push('batchMost');
  return { input, problems };
}

/** The list with the item, or without it where it was there. */
export function toggled<T>(list: readonly T[], item: T): T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
