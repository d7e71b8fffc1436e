import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadPrefs, savePrefs } from '@/shared/media/prefs';
import styles from './deviceCheck.module.css';
import { SpeakerSelect } from './DeviceCheck';
import { useDevices } from './useDevices';

/** For people who only watch and listen: the speaker is all there is to check. */
export function ListenCheck() {
  const { t } = useTranslation();
  const [speakerId, setSpeakerId] = useState(() => loadPrefs().speakerId);
  const { speakers } = useDevices(speakerId);
  useEffect(() => {
    savePrefs({ mic: false, camera: false });
  }, []);
  const choose = (id: string) => {
    savePrefs({ speakerId: id });
    setSpeakerId(id);
  };
  return (
    <section className={styles.check} aria-label={t('device.title')}>
      <p className={styles.quietNote}>{t('device.observer')}</p>
      <SpeakerSelect options={speakers.map(({ deviceId, label }) => ({ id: deviceId, label }))} value={speakerId} onChange={choose} />
    </section>
  );
}
