import type { FileDesk } from './files/fileDesk';
import type { Breakout, BreakoutGroup } from './wire';

/** A group with nobody in it, and what a test says of it; for tests. */
export function aGroup(groupId: string, change: Partial<BreakoutGroup> = {}): BreakoutGroup {
  return { groupId, name: `Group ${groupId.replace(/\D/g, '')}`, task: '', files: [], cap: 0, members: [], out: [], attendants: [], visitors: [], mergedInto: '', splitFrom: '', goesOn: '', helpAt: null, helpBy: '', doneAt: null, ...change };
}

/** The files of a session: those in the list; for tests. */
export function aFileDesk(change: Partial<FileDesk> = {}): FileDesk {
  return { sessionId: 's1', accepted: '.pdf', mostBytes: 1000, list: () => Promise.resolve([]), upload: () => Promise.reject(new Error('none')), save: () => Promise.resolve(), ...change };
}

/** An open breakout: Ana and Liam in group 1, Noah in group 2; for tests. */
export function aBreakout(change: Partial<Breakout> = {}): Breakout {
  return {
    breakoutId: 'b1',
    number: 1,
    name: '',
    phase: 'open',
    task: 'Read chapter 3',
    choice: 'none',
    mayReturn: false,
    seconds: 0,
    countdown: 10,
    template: '',
    copyOf: '',
    files: [],
    groups: [aGroup('g1', { members: ['ana', 'liam'] }), aGroup('g2', { members: ['noah'] })],
    plannedAt: '2026-03-02T09:00:00.000Z',
    openedAt: '2026-03-02T10:00:00.000Z',
    endsAt: null,
    closesAt: null,
    closedAt: null,
    from: '',
    ...change,
  };
}
