import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Role } from '@/shared/api/types';
import { initI18n } from '@/shared/i18n/i18n';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { PutOnStage } from './PutOnStage';
import { StageModel } from './stageModel';
import { StageView } from './StageView';
import { useStageNews } from './useStage';

beforeAll(async () => {
  await initI18n('en');
});

function setup(role: Role, stage: object) {
  const command = vi.fn(() => Promise.resolve(undefined));
  const model = new StageModel({ command });
  model.slice.snapshot({ stage, follow: true, layout: 'gallery' });
  const feedback = { announcer: new Announcer(String), notices: new Notices() };
  const me = { userId: 'me', role };
  const nameOf = (userId: string) => `Name of ${userId}`;
  const slots = { poll: (id: string) => <p>bars of {id}</p>, screen: () => null };
  const show = (content: React.ReactNode) => render(<FeedbackProvider feedback={feedback}>{content}</FeedbackProvider>);
  return { model, command, me, nameOf, slots, feedback, show, view: <StageView model={model} me={me} nameOf={nameOf} slots={slots} /> };
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('StageView', () => {
  it('shows what is on stage, and lets a student look around', async () => {
    const { show, view, model } = setup('learner', { kind: 'poll', id: 'p1' });
    show(view);
    expect(screen.getByRole('region', { name: 'On stage: Poll results' })).toBeTruthy();
    expect(screen.getByText('bars of p1')).toBeTruthy();
    expect(screen.getByText('You follow the stage')).toBeTruthy();
    expect(screen.queryByRole('switch')).toBeNull();
    await press('Look around freely');
    expect(screen.queryByText('bars of p1')).toBeNull();
    await press('Look at the stage');
    expect(model.getSnapshot().own).toBeNull();
  });

  it('says that a screen is gone', () => {
    const { show, view } = setup('learner', { kind: 'screen', id: 'ana' });
    show(view);
    expect(screen.getByText('Name of ana doesn’t share a screen at the moment.')).toBeTruthy();
  });

  it('lets staff take it off and free everybody', async () => {
    const { show, view, command } = setup('instructor', { kind: 'poll', id: 'p1' });
    show(view);
    await userEvent.click(screen.getByRole('switch', { name: 'Everybody follows' }));
    await press('Take off stage');
    expect(command.mock.calls).toEqual([
      ['stage.follow', { follow: false }],
      ['stage.put', { kind: 'none' }],
    ]);
  });
});

describe('PutOnStage', () => {
  it('puts and takes off', async () => {
    const { show, model, command } = setup('assistant', { kind: 'notes' });
    show(<PutOnStage model={model} kind="poll" id="p1" />);
    await press('Put on stage');
    act(() => model.slice.event({ type: 'stage.put', offset: 1, stage: { kind: 'poll', id: 'p1' } }));
    expect(screen.getByRole('button', { name: 'Take off stage', pressed: true })).toBeTruthy();
    await press('Take off stage');
    expect(command.mock.calls).toEqual([
      ['stage.put', { kind: 'poll', targetId: 'p1' }],
      ['stage.put', { kind: 'none' }],
    ]);
  });
});

describe('useStageNews', () => {
  it('says what is on stage, and who is', () => {
    const { show, model, me, nameOf, feedback } = setup('learner', { kind: 'none' });
    const said = vi.spyOn(feedback.announcer, 'say');
    const News = () => {
      useStageNews(model, me, nameOf);
      return null;
    };
    show(<News />);
    for (const [stage, by] of [
      [{ kind: 'screen', id: 'ana' }, 'ida'],
      [{ kind: 'person', id: 'me' }, 'ida'],
      [{ kind: 'none' }, undefined],
      [{ kind: 'notes' }, 'me'],
    ] as const)
      act(() => model.slice.event({ type: 'stage.put', offset: 1, stage, by }));
    expect(said.mock.calls).toEqual([['On stage now: Screen of Name of ana'], ['You are on stage now.'], ['The stage is empty.']]);
  });
});
