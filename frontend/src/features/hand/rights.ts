import type { Role } from '@/shared/api/types';
import type { HandState } from './handModel';

export interface Me {
  userId: string;
  role: Role;
}

export const isStaff = (role: Role): boolean => role === 'instructor' || role === 'assistant';

export const isRaised = (state: HandState, userId: string): boolean => state.queue.some((one) => one.userId === userId);

export const isSpeaking = (state: HandState, userId: string): boolean => state.speaking.some((one) => one.userId === userId);

/** The place in the queue, from 1; null where no hand is up. */
export function placeOf(state: HandState, userId: string): number | null {
  const index = state.queue.findIndex((one) => one.userId === userId);
  return index < 0 ? null : index + 1;
}

/** Why the microphone may be used or not. The server decides the same and tells LiveKit. */
export type Microphone = 'allowed' | 'let' | 'silenced' | 'by_hand' | 'watching';

export function microphoneOf(state: HandState, { userId, role }: Me): Microphone {
  if (role === 'observer') return 'watching';
  if (isStaff(role)) return 'allowed';
  if (state.silenced.includes(userId)) return 'silenced';
  if (isSpeaking(state, userId)) return 'let';
  return state.floor === 'open' ? 'allowed' : 'by_hand';
}

export const mayUse = (microphone: Microphone): boolean => microphone === 'allowed' || microphone === 'let';
