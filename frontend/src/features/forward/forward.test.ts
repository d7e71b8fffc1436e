import { describe, expect, it } from 'vitest';
import type { RecordStore } from './forwardApi';
import { fieldsOf, noFields, readFields, toggled } from './storeForm';
import { fillInput, lag, pretty } from './storeState';

const store: RecordStore = {
  id: '1', origin: 'added', name: 'Second', endpoint: 'https://lrs.example/xapi', version: 'auto', spoken: '2.0.0', auth: 'basic', username: 'key', identity: 'account', names: false,
  filter: { classes: [], classrooms: [], registrations: [] }, batchMost: 50, enabled: true, condition: 'ready', pausedAt: null, nextAt: null, goodAt: null, oldestAt: null, perMinute: 0,
  counts: { queued: 0, delivered: 0, duplicate: 0, refused: 0, skipped: 0, dropped: 0 }, trouble: null,
};

describe('the form', () => {
  it('reads what a card has, and keeps a secret that is left empty', () => {
    expect(readFields(fieldsOf(store), true)).toEqual({ problems: [], input: expect.objectContaining({ secret: '', batchMost: 50, endpoint: store.endpoint }) });
    expect(readFields(fieldsOf(store), false).problems).toEqual(['secret']);
  });

  it('names every field that is missing', () => {
    expect(readFields(noFields, false).problems).toEqual(['name', 'endpoint', 'username', 'secret']);
  });

  it.each([
    ['endpoint', 'lrs.example'],
    ['endpoint', 'https://key:secret@lrs.example'],
    ['endpoint', 'https://lrs.example/?a=b'],
    ['username', 'a:b'],
    ['batchMost', '0'],
    ['batchMost', '201'],
    ['batchMost', 'many'],
  ] as const)('refuses %s %s', (field, value) => {
    expect(readFields({ ...fieldsOf(store), [field]: value }, true).problems).toEqual([field]);
  });

  it('sends no user name beside a token, and no names beside pseudonyms', () => {
    expect(readFields({ ...fieldsOf(store), auth: 'bearer', username: '' }, true)).toMatchObject({ problems: [], input: { username: '' } });
    expect(readFields({ ...fieldsOf(store), identity: 'pseudonym', names: true }, true).input.names).toBe(false);
  });

  it('ticks and unticks', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  });
});

describe('a card', () => {
  it('says how long the oldest waits', () => {
    expect(lag(store, Date.now())).toBeNull();
    expect(lag({ ...store, oldestAt: '2026-11-26T08:00:00Z' }, Date.parse('2026-11-26T08:01:30Z'))).toBe(90);
  });
});

describe('a fill', () => {
  it('is of whole days or of a class', () => {
    const days = fillInput({ kind: 'time', from: '2026-11-25', to: '2026-11-26', classroom: '' }, false);
    expect(Date.parse(days?.to ?? '') - Date.parse(days?.from ?? '')).toBe(2 * 24 * 3600 * 1000);
    expect(fillInput({ kind: 'time', from: '2026-11-26', to: '2026-11-25', classroom: '' }, false)).toBeNull();
    expect(fillInput({ kind: 'time', from: '', to: '2026-11-25', classroom: '' }, false)).toBeNull();
    expect(fillInput({ kind: 'session', session: '' }, true)).toBeNull();
    expect(fillInput({ kind: 'session', session: 's' }, true)).toMatchObject({ session: 's', from: null, again: true });
  });
});

describe('a statement', () => {
  it('is shown in lines, or as it is', () => {
    expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(pretty('{')).toBe('{');
  });
});
