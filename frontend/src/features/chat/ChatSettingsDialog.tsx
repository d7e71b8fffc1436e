import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Problem } from '@/shared/ui/Problem';
import { useFeedback } from '@/shared/ui/feedback';
import type { ChatModel, ChatState } from './chatModel';
import styles from './chat.module.css';
import type { ChatSettings } from './wire';

const modes: readonly ChatSettings['learners'][] = ['everyone', 'staff_only', 'off'];

/** What learners may do in the chat, and who is muted. */
export function ChatSettingsDialog({ model, state, onClose }: { model: ChatModel; state: ChatState; onClose: () => void }) {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  const [settings, setSettings] = useState(state.settings);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setBusy(true);
    try {
      await model.setSettings(settings);
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('chat.settings')} keepsInput>
      <fieldset className={styles.choices}>
        <legend>{t('chat.learners')}</legend>
        {modes.map((mode) => (
          <label key={mode} className={styles.choice}>
            <input type="radio" name="learners" checked={settings.learners === mode} onChange={() => setSettings({ ...settings, learners: mode })} />
            {t(`chat.mode.${mode}`)}
          </label>
        ))}
      </fieldset>
      <label className={styles.choice}>
        <input type="checkbox" checked={settings.private} disabled={settings.learners !== 'everyone'} onChange={(event) => setSettings({ ...settings, private: event.target.checked })} />
        {t('chat.allowPrivate')}
      </label>
      <p className={styles.hint}>{t('chat.privateHint')}</p>
      {state.muted.length > 0 && (
        <section className={styles.mutedList}>
          <h3>{t('chat.mutedPeople')}</h3>
          <ul>
            {state.muted.map(({ userId, name }) => (
              <li key={userId}>
                <bdi dir="auto">{name}</bdi>
                <Button size="small" onClick={() => void model.mute(userId, false).catch((reason: unknown) => notices.show(t(`problem.${codeOf(reason)}`), 'problem'))}>
                  {t('chat.unmute', { name })}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {error !== null && <Problem error={error} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button variant="primary" busy={busy} onClick={() => void save()}>
          {t('chat.saveSettings')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
