import { useCallback, useEffect, useMemo } from 'react';
import type { Role } from '@/shared/api/types';
import { mayUse } from '@/features/hand/rights';
import { SpeakNotice } from '@/features/hand/SpeakNotice';
import { useMicrophoneRight } from '@/features/hand/useHand';
import type { LocalState } from '@/features/media/localMedia';
import type { Visit } from './classModel';

/** Holds the own microphone to what the class allows, and returns the row that says so. */
export function useMicrophone({ media, features }: Visit, userId: string, role: Role, { mic }: Pick<LocalState, 'mic'>, place: string) {
  const { local } = media;
  const me = useMemo(() => ({ userId, role }), [userId, role]);
  const switchOff = useCallback(() => void local.setMic(false), [local]);
  // Who may speak is decided for the main room: in a group everybody may.
  const grouped = place !== 'main';
  const right = useMicrophoneRight(features.hand, me, { micOn: mic.on && !grouped, switchOff });
  const may = grouped || mayUse(right);
  useEffect(() => local.allowMic(may), [local, may]);
  if (role === 'observer' || grouped) return null;
  return <SpeakNotice microphone={right} micOn={mic.on} onUnmute={() => void local.setMic(true)} />;
}
