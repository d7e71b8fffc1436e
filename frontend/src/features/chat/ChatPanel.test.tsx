import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createInstance, type i18n } from 'i18next';
import { initReactI18next, I18nextProvider } from 'react-i18next';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoginStore } from '@/shared/api/login';
import en from '@/shared/i18n/en.json';
import type { Slice } from '@/shared/live/slices';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { createChat } from './chat';
import { ChatPanel } from './ChatPanel';
import type { Me } from './rights';
import type { ChatMessage } from './wire';

const words: i18n = createInstance();
beforeAll(async () => {
  await words.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});
beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', class { observe() {} disconnect() {} });
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} });
  window.HTMLElement.prototype.scrollIntoView = () => undefined;
});
afterEach(cleanup);

const message = (number: number, change: Partial<ChatMessage> = {}): ChatMessage => ({ messageId: `m${number}`, number, to: { kind: 'everyone' }, userId: 'ben', name: 'Ben', role: 'learner', text: `text ${number}`, sentAt: new Date().toISOString(), ...change });

function open(role: Me['role'], snapshot: object = {}, group: Pick<Me, 'groupId' | 'groupName'> = {}) {
  const command = vi.fn<(type: string, body?: object) => Promise<unknown>>().mockResolvedValue({ messageId: 'x', number: 99 });
  const slices: Slice[] = [];
  const session = { command, slice: (_: string, slice: Slice) => (slices.push(slice), () => undefined) };
  const chat = createChat({ session, login: new LoginStore(), sessionId: 's', userId: 'me' });
  slices[0]?.snapshot({ messages: [], quotes: [], older: false, settings: { learners: 'everyone', private: false }, mutedMe: false, muted: [], readUpTo: 0, unread: 0, emojis: ['👍', '🎉'], ...snapshot });
  const event = (type: string, body: object) => act(() => slices[0]?.event({ type, offset: 1, ...body }));
  const people = [{ userId: 'me', name: 'Me', role }, { userId: 'ida', name: 'Ms Ida', role: 'instructor' as const }, { userId: 'ben', name: 'Ben', role: 'learner' as const }];
  const view = render(
    <I18nextProvider i18n={words}>
      <FeedbackProvider feedback={{ announcer: new Announcer((_, latest) => latest), notices: new Notices() }}>
        <ChatPanel chat={chat} me={{ userId: 'me', name: 'Mara Em', role, ...group }} people={people} />
      </FeedbackProvider>
    </I18nextProvider>,
  );
  return { chat, command, event, view, user: userEvent.setup() };
}

describe('what others write', () => {
  it.each([
    '<img src=x onerror="window.hacked=1">',
    '<script>window.hacked=1</script>',
    '[x](javascript:window.hacked=1)',
    'javascript:window.hacked=1',
    '<a href="javascript:window.hacked=1">x</a>',
    '```html\n<iframe srcdoc="<script>window.hacked=1</script>"></iframe>\n```',
    '`<svg onload=window.hacked=1>`',
    '&lt;b&gt;',
    'https://a.example/"><script>window.hacked=1</script>',
  ])('stays text: %s', (text) => {
    const { view } = open('learner', { messages: [message(1, { text, name: '<b>Ben</b>' })] });
    const list = view.container.querySelector('[data-message]');
    expect(list?.querySelectorAll('img, script, iframe, svg[onload], [onerror], a[href^="javascript"], b').length).toBe(0);
    expect(list?.textContent).toContain('<b>Ben</b>');
    for (const link of list?.querySelectorAll('a') ?? []) expect([link.protocol, link.rel, link.target]).toEqual(['https:', 'noopener noreferrer nofollow', '_blank']);
    expect('hacked' in window).toBe(false);
  });

  it('says who sees it, by whom it was deleted, and what it answers', () => {
    open('learner', {
      messages: [
        message(1, { to: { kind: 'person', userId: 'me', name: 'Me' } }),
        message(2, { to: { kind: 'staff' }, userId: 'me' }),
        message(3, { text: '', deleted: { by: 'Ms Ida', at: '' } }),
        message(4, { text: 'well, Mara Em?', replyTo: 'm1' }),
      ],
    });
    for (const text of ['Private: only you and the sender', 'Teachers only', 'Deleted by Ms Ida', 'Mara Em', 'Mentions you.']) expect(screen.getByText(text)).toBeTruthy();
    expect(screen.getAllByText('text 1').length).toBe(2);
  });

  it('shows a formula by KaTeX, and its source where that does not understand it', async () => {
    const { view } = open('learner', { messages: [message(1, { text: 'so $a^2$ and $\\frac{$' })] });
    await vi.waitFor(() => expect(view.container.querySelectorAll('.katex').length).toBe(1), 15_000);
    expect(view.container.querySelector('[data-message]')?.textContent).toContain('$\\frac{$');
  }, 20_000);
});

describe('writing', () => {
  it('sends with Enter, begins a line with Shift and Enter', async () => {
    const { command, user } = open('learner');
    await user.type(screen.getByRole('textbox', { name: 'Write a message' }), 'one{Shift>}{Enter}{/Shift}two{Enter}');
    expect(command).toHaveBeenCalledWith('chat.send', { to: { kind: 'everyone' }, text: 'one\ntwo' });
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Write a message' }).value).toBe('');
  });

  it('goes to the group that somebody is in, which is called by its name', async () => {
    const groupName = (groupId: string) => (groupId === 'g1' ? 'Owls' : undefined);
    const { command, user } = open('learner', { messages: [message(1, { to: { kind: 'group', groupId: 'g1' } }), message(2, { to: { kind: 'group', groupId: 'g0' } })] }, { groupId: 'g1', groupName });
    expect(screen.getByText('Owls and the teachers only')).toBeTruthy();
    expect(screen.getByText('Your group and the teachers only')).toBeTruthy();
    expect(within(screen.getByRole('combobox', { name: 'To' })).getAllByRole('option').map((option) => option.textContent)).toEqual(['Owls (my group)', 'Everyone', 'Teachers', 'Ms Ida']);
    await user.type(screen.getByRole('textbox', { name: 'Write a message' }), 'look{Enter}');
    expect(command).toHaveBeenCalledWith('chat.send', { to: { kind: 'group', groupId: 'g1' }, text: 'look' });
  });

  it('goes to whom was chosen, and says that it is private', async () => {
    const { command, user } = open('learner');
    const to = screen.getByRole('combobox', { name: 'To' });
    expect(within(to).getAllByRole('option').map((option) => option.textContent)).toEqual(['Everyone', 'Teachers', 'Ms Ida']);
    await user.selectOptions(to, 'Ms Ida');
    expect(screen.getByText('Only you and Ms Ida will see this. Other teachers won’t.')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Write a message' }), 'psst{Enter}');
    expect(command).toHaveBeenCalledWith('chat.send', { to: { kind: 'person', userId: 'ida' }, text: 'psst' });
  });

  it('answers, and Esc gives the answer up', async () => {
    const { command, user } = open('learner', { messages: [message(1, { to: { kind: 'staff' } })] });
    await user.click(screen.getByRole('button', { name: 'Actions for the message from Ben' }));
    await user.click(screen.getByRole('menuitem', { name: 'Reply' }));
    expect(screen.getByText('Reply to Ben')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Write a message' }), 'yes{Enter}');
    expect(command).toHaveBeenCalledWith('chat.send', { to: { kind: 'staff' }, text: 'yes', replyTo: 'm1' });
  });

  it('changes what was written', async () => {
    const { command, user } = open('learner', { messages: [message(1, { userId: 'me', name: 'Mara Em', text: 'teh' })] });
    await user.click(screen.getByRole('button', { name: 'Actions for the message from Mara Em' }));
    await user.click(screen.getByRole('menuitem', { name: 'Edit' }));
    const field = screen.getByRole('textbox', { name: 'Edit your message' });
    await user.clear(field);
    await user.type(field, 'the{Enter}');
    expect(command).toHaveBeenCalledWith('chat.edit', { messageId: 'm1', text: 'the' });
  });

  it('asks before it deletes', async () => {
    const { command, user } = open('assistant', { messages: [message(1)] });
    await user.click(screen.getByRole('button', { name: 'Actions for the message from Ben' }));
    await user.click(screen.getByRole('menuitem', { name: 'Delete' }));
    expect(command.mock.calls.filter(([type]) => type === 'chat.delete')).toEqual([]);
    await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
    expect(command).toHaveBeenCalledWith('chat.delete', { messageId: 'm1' });
  });

  it('keeps what was refused', async () => {
    const { command, user } = open('learner');
    command.mockRejectedValueOnce(new Error('no'));
    await user.type(screen.getByRole('textbox', { name: 'Write a message' }), 'hi{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Send again' }));
    expect(command.mock.calls.filter(([type]) => type === 'chat.send').length).toBe(2);
  });

  it.each([
    ['observer', {}, 'Observers read the chat and don’t write.'],
    ['learner', { mutedMe: true }, 'A teacher has muted you in the chat. You can still read.'],
    ['learner', { settings: { learners: 'off', private: false } }, 'Your teacher has switched the chat off for students. You can still read.'],
  ] as const)('says why a %s can not', (role, snapshot, text) => {
    open(role, snapshot);
    expect(screen.getByText(text)).toBeTruthy();
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});

describe('the list', () => {
  it('is one stop for the Tab key, and goes by arrows', async () => {
    const { view, user } = open('learner', { messages: [message(1), message(2), message(3)] });
    const stops = () => [...view.container.querySelectorAll('[data-message]')].map((one) => one.getAttribute('tabindex'));
    expect(stops()).toEqual(['-1', '-1', '0']);
    act(() => view.container.querySelector<HTMLElement>('[data-message="m3"]')?.focus());
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect([document.activeElement?.getAttribute('data-message'), stops()]).toEqual(['m1', ['0', '-1', '-1']]);
    await user.keyboard('{End}');
    expect(document.activeElement?.getAttribute('data-message')).toBe('m3');
  });

  it('marks where the unread ones begin, and says that they were read', () => {
    vi.useFakeTimers();
    const { command } = open('learner', { messages: [message(1), message(2)], readUpTo: 1, unread: 1 });
    expect(screen.getByText('New from here')).toBeTruthy();
    vi.runOnlyPendingTimers();
    vi.useRealTimers();
    expect(command).toHaveBeenCalledWith('chat.read', { upTo: 2 }, { fleeting: true });
  });

  it('lets staff set the chat, and nobody else', async () => {
    const { command, user } = open('instructor', { muted: [{ userId: 'ben', name: 'Ben' }] });
    await user.click(screen.getByRole('button', { name: 'More about the chat' }));
    await user.click(screen.getByRole('menuitem', { name: 'Chat settings' }));
    await user.click(screen.getByRole('radio', { name: 'to the teachers only' }));
    await user.click(screen.getByRole('button', { name: 'Let Ben write again' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(command.mock.calls.filter(([type]) => type !== 'chat.read')).toEqual([
      ['chat.mute', { userId: 'ben', muted: false }],
      ['chat.settings', { learners: 'staff_only', private: false }],
    ]);
    cleanup();
    open('learner');
    expect(screen.queryByRole('button', { name: 'More about the chat' })).toBeNull();
  });
});
