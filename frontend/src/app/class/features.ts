import type { LoginStore } from '@/shared/api/login';
import type { SessionSocket } from '@/shared/live/sessionSocket';
import { createBoard, type Board } from '@/features/board/board';
import { Breakouts } from '@/features/breakout/breakout';
import { createChat, type Chat } from '@/features/chat/chat';
import { createHand, type Hand } from '@/features/hand/hand';
import { NoteLock } from '@/features/note/noteLock';
import { createPolls, type Polls } from '@/features/poll/polls';
import { createStage, type StageOfClass } from '@/features/stage/stage';
import { TimerModel } from '@/features/timer/timerModel';

/** What the features keep as long as the visit lasts, whether a panel is seen or not. */
export interface Features {
  board: Board;
  breakout: Breakouts;
  chat: Chat;
  hand: Hand;
  note: NoteLock;
  polls: Polls;
  stage: StageOfClass;
  timer: TimerModel;
  dispose(): void;
}

interface Visitor {
  login: LoginStore;
  sessionId: string;
  userId: string;
}

/** To be made before the connection starts, so that each gets its part of the welcome. */
export function createFeatures(socket: SessionSocket, { login, sessionId, userId }: Visitor): Features {
  const serverNow = () => Date.now() + socket.getSnapshot().clockOffsetMs;
  const role = () => socket.getSnapshot().you?.role;
  const timer = new TimerModel(socket, serverNow);
  const board = createBoard({ session: socket, login, sessionId, userId });
  const breakout = new Breakouts(socket, serverNow);
  const forgetBreakouts = socket.slice('breakout', breakout.slice);
  const chat = createChat({ session: socket, login, sessionId, userId });
  const hand = createHand(socket, serverNow);
  const note = new NoteLock(socket);
  const polls = createPolls({ session: socket, login, teaches: () => role() === 'instructor' || role() === 'assistant', clockOffsetMs: () => socket.getSnapshot().clockOffsetMs });
  const stage = createStage(socket, timer.slice);
  return {
    board,
    breakout,
    chat,
    hand,
    note,
    polls,
    stage,
    timer,
    dispose() {
      forgetBreakouts();
      for (const feature of [board, chat, hand, note, polls, stage]) feature.dispose();
    },
  };
}
