import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hand } from './hand';
import type { HandModel, HandState } from './handModel';
import { isRaised, mayUse, microphoneOf, placeOf, type Me, type Microphone } from './rights';
import { useTry } from '@/shared/ui/useTry';

export function useHandState(model: HandModel): HandState {
  return useSyncExternalStore(model.subscribe, model.getSnapshot);
}

/** The button that raises and lowers one's own hand: what it is called, and the place in the queue at it. */
export function useHandButton({ model }: Hand, me: Me) {
  const { t } = useTranslation();
  const attempt = useTry();
  const state = useHandState(model);
  const raised = isRaised(state, me.userId);
  const place = placeOf(state, me.userId);
  return {
    label: raised ? t('hand.lower') : t('hand.raise'),
    pressed: raised,
    badge: place === null ? null : { text: String(place), label: t('hand.place', { place }) },
    onPress: () => void attempt(raised ? model.lower() : model.raise()),
  };
}

interface MicrophoneSide {
  /** The person's own microphone sends. */
  micOn: boolean;
  /** Switches it off for good, as if the person had. */
  switchOff(): void;
}

/**
 * Whether the person may use the microphone. Where it was taken while on, it is
 * switched off here too: once it is given back nobody is heard who doesn't know it.
 */
export function useMicrophoneRight({ model }: Hand, me: Me, { micOn, switchOff }: MicrophoneSide): Microphone {
  const state = useHandState(model);
  const microphone = state.ready ? microphoneOf(state, me) : 'allowed';
  const taken = micOn && !mayUse(microphone);
  useEffect(() => {
    if (taken) switchOff();
  }, [taken, switchOff]);
  return microphone;
}
