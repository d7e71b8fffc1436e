import { describe, expect, it } from 'vitest';
import type { Role } from '@/shared/api/types';
import { answerTo, barrierOf, recipients, rightsTo, type Me } from './rights';
import type { ChatMessage, ChatSettings } from './wire';

const settings = (learners: ChatSettings['learners'], priv = false) => ({ settings: { learners, private: priv } });
const people = [
  { userId: 'ida', name: 'Ida', role: 'instructor' as const },
  { userId: 'ben', name: 'Ben', role: 'learner' as const },
  { userId: 'me', name: 'Me', role: 'learner' as const },
];
const me = (role: Role, groupId?: string): Me => ({ userId: 'me', name: 'Me', role, groupId });

describe('who may write', () => {
  it.each([
    ['instructor', 'off', true, true, 'ended'],
    ['instructor', 'off', true, false, null],
    ['assistant', 'off', true, false, null],
    ['learner', 'everyone', false, false, null],
    ['learner', 'staff_only', false, false, null],
    ['learner', 'off', false, false, 'off'],
    ['learner', 'off', true, false, 'muted'],
    ['observer', 'everyone', false, false, 'observer'],
  ] as const)('%s, chat %s, muted %s, ended %s: %s', (role, learners, mutedMe, ended, barrier) => {
    expect(barrierOf({ ...settings(learners), mutedMe, ended }, role)).toBe(barrier);
  });

  it.each([
    ['learner', settings('everyone'), 'g', ['group g', 'everyone', 'staff', 'person ida']],
    ['learner', settings('everyone', true), undefined, ['everyone', 'staff', 'person ida', 'person ben']],
    ['learner', settings('staff_only', true), 'g', ['staff', 'person ida']],
    ['assistant', settings('off'), undefined, ['everyone', 'staff', 'person ida', 'person ben']],
  ] as const)('%s may write to', (role, state, group, expected) => {
    expect(recipients(state, me(role, group), people).map((to) => [to.kind, to.userId ?? to.groupId].filter(Boolean).join(' '))).toEqual(expected);
  });
});

const now = Date.parse('2026-11-25T10:10:00Z');
const message = (change: Partial<ChatMessage>): ChatMessage => ({ messageId: 'm', number: 1, to: { kind: 'everyone' }, userId: 'ben', name: 'Ben', role: 'learner', text: 't', sentAt: '2026-11-25T10:00:00Z', ...change });
const rights = (change: Partial<ChatMessage>, role: Role, barrier: Parameters<typeof rightsTo>[2] = null, at = now) =>
  Object.entries(rightsTo(message(change), me(role), barrier, at)).flatMap(([name, may]) => (may ? [name] : [])).join(' ');

describe('what may be done to a message', () => {
  it('depends on whose it is and who asks', () => {
    expect(rights({}, 'learner')).toBe('reply react');
    expect(rights({ userId: 'me' }, 'learner')).toBe('reply react edit remove');
    expect(rights({ userId: 'me' }, 'learner', null, now + 10 * 60_000)).toBe('reply react remove');
    expect(rights({ userId: 'me' }, 'learner', 'muted')).toBe('remove');
    expect(rights({}, 'assistant')).toBe('reply react remove mute');
    expect(rights({ role: 'instructor' }, 'assistant')).toBe('reply react');
    expect(rights({ role: 'instructor' }, 'instructor')).toBe('reply react remove');
    expect(rights({ to: { kind: 'person', userId: 'me' } }, 'instructor')).toBe('reply react mute');
    expect(rights({ deleted: { at: '' } }, 'instructor')).toBe('mute');
    expect(rights({ userId: 'me' }, 'instructor', 'ended')).toBe('');
    expect(rights({}, 'observer', 'observer')).toBe('');
  });

  it('answers go where the message came from', () => {
    expect(answerTo(message({ to: { kind: 'person', userId: 'me', name: 'Me' } }), me('learner'))).toEqual({ kind: 'person', userId: 'ben', name: 'Ben' });
    expect(answerTo(message({ userId: 'me', to: { kind: 'person', userId: 'ida', name: 'Ida' } }), me('learner'))).toEqual({ kind: 'person', userId: 'ida', name: 'Ida' });
    expect(answerTo(message({ to: { kind: 'staff', userId: 'ben', name: 'Ben' } }), me('assistant'))).toEqual({ kind: 'staff' });
    expect(answerTo(message({ to: { kind: 'group', groupId: 'g' } }), me('learner'))).toEqual({ kind: 'group', groupId: 'g' });
  });
});
