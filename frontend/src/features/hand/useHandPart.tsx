import { Hand as HandIcon, MicOff, MicVocal } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/shared/api/types';
import { useTry } from '@/shared/ui/useTry';
import type { Hand } from './hand';
import styles from './hand.module.css';
import { isRaised, isSpeaking, isStaff, placeOf, type Me } from './rights';
import { useHandState } from './useHand';

interface Person {
  userId: string;
  role: Role;
  isYou: boolean;
}

interface Part {
  badge?: ReactNode;
  actions?: { id: string; label: string; act(): void }[];
}

/** What stands at a person's row in the list of people: the place in the queue, and what staff may do about the microphone. */
export function useHandPart(hand: Hand, me: Me): (person: Person) => Part | null {
  const { t } = useTranslation();
  const attempt = useTry();
  const state = useHandState(hand.model);
  const { model } = hand;
  const actionsFor = (person: Person): Part['actions'] => {
    const { userId } = person;
    const action = (id: string, label: string, asked: () => Promise<void>) => ({ id, label, act: () => void attempt(asked()) });
    if (!isStaff(me.role) || person.isYou || isStaff(person.role) || person.role === 'observer') return [];
    return [
      isSpeaking(state, userId) ? action('hand.stop', t('hand.stop'), () => model.stopSpeaking(userId)) : action('hand.let', t('hand.letSpeak'), () => model.letSpeak(userId)),
      ...(isRaised(state, userId) ? [action('hand.lower', t('hand.lower'), () => model.lower(userId))] : []),
      state.silenced.includes(userId) ? action('hand.giveBack', t('hand.giveBack'), () => model.silence(userId, false)) : action('hand.take', t('hand.take'), () => model.silence(userId, true)),
    ];
  };
  return (person) => {
    const place = placeOf(state, person.userId);
    const silenced = state.silenced.includes(person.userId) && isStaff(me.role);
    const badge = (
      <>
        {place !== null && (
          <span className={styles.badge}>
            <HandIcon size={16} aria-hidden="true" />
            <span aria-hidden="true">{place}</span>
            <span className="srOnly">{t('hand.raisedPlace', { place })}</span>
          </span>
        )}
        {isSpeaking(state, person.userId) && <MicVocal size={16} className={styles.speaks} role="img" aria-label={t('hand.maySpeak')} />}
        {silenced && <MicOff size={16} className={styles.mute} role="img" aria-label={t('hand.isSilenced')} />}
      </>
    );
    return { badge, actions: actionsFor(person) ?? [] };
  };
}
