import { describe, expect, it } from 'vitest';
import type { DocState } from '@/shared/doc/docModel';
import type { Role } from '@/shared/api/types';
import { rightsOf } from './rights';
import { testPage } from '../testPage';
import type { Page } from '../wire';

const ready: Pick<DocState, 'phase' | 'stop'> = { phase: 'ready', stop: null };
const may = (page: Partial<Page>, role: Role = 'learner', doc = ready, ended = false) => rightsOf(testPage('a', page), { userId: 'ana', role }, doc, ended);

describe('who may draw', () => {
  it.each([
    ['everybody', { access: 'all' }, 'own', 'own'],
    ['everybody, also in the work of others', { access: 'all', editOthers: true }, 'all', null],
    ['nobody', { access: 'none' }, 'none', 'nobody'],
    ['chosen people, and this one', { access: 'chosen', writers: ['ana'] }, 'own', 'own'],
    ['chosen people, and not this one', { access: 'chosen', writers: ['ben'] }, 'none', 'notChosen'],
    ['chosen people, and no list came', { access: 'chosen', writers: undefined }, 'none', 'notChosen'],
    ['nobody, as the page is locked', { access: 'all', locked: true }, 'none', 'locked'],
  ] as const)('%s', (_, page, writes, limit) => {
    expect(may(page)).toEqual({ writes, limit });
  });

  it.each(['instructor', 'assistant'] as const)('%s always', (role) => {
    expect(may({ access: 'none', locked: true }, role)).toEqual({ writes: 'all', limit: null });
  });

  it('observers never', () => {
    expect(may({ access: 'all', editOthers: true }, 'observer')).toEqual({ writes: 'none', limit: 'observer' });
  });

  it.each(['instructor', 'learner', 'observer'] as const)('%s not after the end', (role) => {
    expect(may({}, role, ready, true)).toEqual({ writes: 'none', limit: 'ended' });
    expect(may({}, role, { phase: 'stopped', stop: 'ended' })).toEqual({ writes: 'none', limit: 'ended' });
  });

  it('nobody without a connection that will come back', () => {
    expect(may({}, 'instructor', { phase: 'stopped', stop: 'forbidden' })).toEqual({ writes: 'none', limit: 'stopped' });
  });
});
