import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Role } from '@/shared/api/types';
import { initI18n } from '@/shared/i18n/i18n';
import { CommandError } from '@/shared/live/commandError';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { createHand } from './hand';
import { HandQueue } from './HandQueue';
import { ReactionBar } from './ReactionBar';
import { SpeakNotice } from './SpeakNotice';
import { useMicrophoneRight } from './useHand';
import { useHandNews } from './useHandNews';

beforeAll(async () => {
  await initI18n('en');
});

const command = vi.fn<(type: string, body?: object) => Promise<unknown>>(() => Promise.resolve(undefined));
beforeEach(() => {
  command.mockClear();
});
const now = Date.parse('2026-03-02T10:01:30.000Z');
const since = '2026-03-02T10:00:00.000Z';
const queue = [
  { userId: 'ben', since },
  { userId: 'cem', since },
];

function setup(role: Role, state: object = {}) {
  const hand = createHand({ command, slice: () => () => undefined }, () => now);
  hand.model.slice.snapshot({ floor: 'open', speaking: [], queue, silenced: [], ...state });
  const feedback = { announcer: new Announcer(String), notices: new Notices() };
  const me = { userId: 'me', role };
  const nameOf = (userId: string) => `Name of ${userId}`;
  const show = (content: React.ReactNode) => render(<FeedbackProvider feedback={feedback}>{content}</FeedbackProvider>);
  return { hand, me, nameOf, feedback, show };
}

const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));

describe('HandQueue', () => {
  it('lets staff call the first, lower one, and lower all after a question', async () => {
    const { hand, me, nameOf, show } = setup('instructor');
    show(<HandQueue hand={hand} me={me} nameOf={nameOf} />);
    expect(screen.getAllByText('waiting for 90 seconds')).toHaveLength(2);
    await press('Let speak: Name of ben');
    await press('Lower the hand of Name of cem');
    await press('Lower all');
    expect(command.mock.calls).toEqual([
      ['hand.let_speak', { userId: 'ben' }],
      ['hand.lower', { userId: 'cem' }],
    ]);
    expect(screen.getByRole('alertdialog', { name: 'Lower all hands?' })).toBeTruthy();
    await press('Lower all');
    expect(command).toHaveBeenLastCalledWith('hand.lower_all');
  });

  it('gives others the order and nothing to press', () => {
    const { hand, me, nameOf, show } = setup('learner', { speaking: [{ userId: 'dan', since }] });
    show(<HandQueue hand={hand} me={me} nameOf={nameOf} />);
    expect(screen.getAllByRole('listitem').map((row) => row.textContent)).toEqual([expect.stringContaining('Name of dan'), expect.stringContaining('Name of ben'), expect.stringContaining('Name of cem')]);
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('switches the floor, and says what the server refuses', async () => {
    const { hand, me, nameOf, feedback, show } = setup('assistant', { queue: [] });
    show(<HandQueue hand={hand} me={me} nameOf={nameOf} />);
    command.mockRejectedValueOnce(new CommandError('refused', 'forbidden'));
    await userEvent.click(screen.getByRole('switch', { name: 'Students may speak freely' }));
    expect(command).toHaveBeenCalledWith('hand.floor', { mode: 'by_hand' });
    expect(feedback.notices.getSnapshot()).toMatchObject([{ text: 'Your role does not allow this.', tone: 'problem' }]);
  });
});

describe('the person’s own microphone', () => {
  function Own({ hand, me, micOn, switchOff, unmute }: Pick<ReturnType<typeof setup>, 'hand' | 'me'> & { micOn: boolean; switchOff: () => void; unmute: () => void }) {
    const microphone = useMicrophoneRight(hand, me, { micOn, switchOff });
    useHandNews(hand, me, String);
    return <SpeakNotice microphone={microphone} micOn={micOn} onUnmute={unmute} />;
  }

  it('is switched off when it is taken, and on again only by a press', async () => {
    const { hand, me, show } = setup('learner', { queue: [] });
    const switchOff = vi.fn();
    const unmute = vi.fn();
    const own = (micOn: boolean) => <Own hand={hand} me={me} micOn={micOn} switchOff={switchOff} unmute={unmute} />;
    const { rerender } = show(own(true));
    expect(switchOff).not.toHaveBeenCalled();
    act(() => hand.model.slice.event({ type: 'hand.silenced', offset: 1, userId: 'me', silenced: true }));
    expect(switchOff).toHaveBeenCalledOnce();
    expect(screen.getByText(/took your microphone/)).toBeTruthy();
    rerender(<FeedbackProvider feedback={{ announcer: new Announcer(String), notices: new Notices() }}>{own(false)}</FeedbackProvider>);
    act(() => hand.model.slice.event({ type: 'hand.speaking', offset: 2, at: since, userId: 'me' }));
    expect(unmute).not.toHaveBeenCalled();
    await press('Switch on microphone');
    expect(unmute).toHaveBeenCalledOnce();
  });

  it('says politely that a hand went up, to staff alone', () => {
    for (const role of ['instructor', 'learner'] as const) {
      const { hand, me, feedback, show } = setup(role);
      const said = vi.spyOn(feedback.announcer, 'say');
      const { unmount } = show(<Own hand={hand} me={me} micOn={false} switchOff={() => undefined} unmute={() => undefined} />);
      act(() => hand.model.slice.event({ type: 'hand.raised', offset: 1, at: since, userId: 'ana' }));
      expect(said.mock.calls).toEqual(role === 'instructor' ? [['ana raises a hand.']] : []);
      unmount();
    }
  });
});

describe('ReactionBar', () => {
  it('has a name for each reaction', async () => {
    const { hand, show } = setup('learner');
    show(<ReactionBar model={hand.reactions} />);
    expect(screen.getAllByRole('button')).toHaveLength(8);
    await press('Applause');
    expect(command).toHaveBeenCalledWith('hand.react', { emoji: '👏' }, { fleeting: true });
  });
});
