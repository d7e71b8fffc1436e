import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '@/shared/assertNever';
import { shortcuts } from '@/shared/flag';
import { actionOf, isMac, takesLetters, type KeyAction } from '@/shared/keys';
import { useFeedback } from '@/shared/ui/feedback';
import type { MediaRoom } from '@/features/media/mediaRoom';
import { PushToTalk } from '@/features/media/pushToTalk';

/** The keys of the class page, unless the person switched them off. What they did is said, since the focus is elsewhere. */
export function useClassKeys(room: MediaRoom, publishes: boolean): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  useEffect(() => {
    const { local } = room;
    const mac = isMac();
    const talk = new PushToTalk({ isOn: () => local.state.mic.on, set: (on) => local.setMic(on) });
    const toggle = async (device: 'mic' | 'camera') => {
      const on = !local.state[device].on;
      await (device === 'mic' ? local.setMic(on) : local.setCamera(on));
      if (local.state[device].on === on) announcer.say(t(`keys.said.${device}${on ? 'On' : 'Off'}`));
    };
    const act = (action: KeyAction) => {
      if (action === 'toolbar') {
        document.querySelector<HTMLElement>('#controls button:not(:disabled)')?.focus();
        return;
      }
      if (!publishes) return;
      switch (action) {
        case 'mic':
        case 'camera':
          void toggle(action);
          break;
        case 'talk':
          talk.press();
          break;
        default:
          assertNever(action);
      }
    };
    const down = (event: KeyboardEvent) => {
      const action = shortcuts.getSnapshot() ? actionOf(event, mac) : null;
      if (!action || (action === 'talk' && takesLetters(event.target))) return;
      event.preventDefault();
      if (!event.repeat) act(action);
    };
    const up = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'v') void talk.release();
    };
    const away = () => void talk.release();
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', away);
    return () => {
      void talk.release();
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', away);
    };
  }, [room, publishes, announcer, t]);
}
