import { useEffect, useState } from 'react';
import { Volume2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { playTestTone } from '@/shared/media/testTone';
import { Button } from '@/shared/ui/Button';
import { SelectField } from '@/shared/ui/Field';
import styles from './deviceCheck.module.css';
import { DevicePreview, type DeviceOption } from './devicePreview';
import { PreviewTile } from './PreviewTile';
import { ProblemNote } from './ProblemNote';
import { usePreview } from './useModel';

interface Props {
  userId: string;
  name: string;
}

/** Camera, microphone and speaker before class; every choice is remembered. */
export function DeviceCheck({ userId, name }: Props) {
  const { t } = useTranslation();
  const [preview] = useState(() => new DevicePreview());
  useEffect(() => {
    void preview.start();
    return () => preview.dispose();
  }, [preview]);
  const state = usePreview(preview);
  const { mic, camera, speakers, prefs } = state;
  // Before the question is answered the browser names no devices, and lists of none would look like a fault.
  const asked = state.phase === 'ready' || state.phase === 'opening';
  const silent = state.phase === 'ready' && !mic.on && !camera.on;
  return (
    <section className={styles.check} aria-label={t('device.title')}>
      <PreviewTile preview={preview} state={state} userId={userId} name={name} />
      {mic.problem && <ProblemNote device="mic" problem={mic.problem} />}
      {camera.problem && camera.problem !== 'insecure' && <ProblemNote device="camera" problem={camera.problem} />}
      {silent && <p className={styles.quietNote}>{t('device.listenOnly')}</p>}
      <div className={styles.selects}>
        {asked && (
          <>
            <DeviceSelect label={t('device.mic')} options={mic.options} value={prefs.micId} onChange={(id) => void preview.choose('mic', id)} />
            <DeviceSelect label={t('device.camera')} options={camera.options} value={prefs.cameraId} onChange={(id) => void preview.choose('camera', id)} />
          </>
        )}
        <SpeakerSelect options={speakers} value={prefs.speakerId} onChange={(id) => void preview.choose('speaker', id)} />
      </div>
    </section>
  );
}

interface SelectProps {
  label: string;
  options: readonly DeviceOption[];
  value: string;
  onChange: (id: string) => void;
}

function DeviceSelect({ label, options, value, onChange }: SelectProps) {
  const { t } = useTranslation();
  const known = options.some((option) => option.id === value);
  return (
    <SelectField label={label} value={known ? value : (options[0]?.id ?? '')} disabled={options.length === 0} onChange={(event) => onChange(event.target.value)}>
      {options.length === 0 && <option value="">{t('device.none')}</option>}
      {options.map((option, index) => (
        <option key={option.id} value={option.id}>
          {option.label || t('device.numbered', { number: index + 1 })}
        </option>
      ))}
    </SelectField>
  );
}

/** Where the browser doesn't let a page choose the speaker, only the test remains. */
export function SpeakerSelect({ options, value, onChange }: Omit<SelectProps, 'label'>) {
  const { t } = useTranslation();
  const [playing, setPlaying] = useState(false);
  const test = async () => {
    setPlaying(true);
    await playTestTone(value).catch(() => undefined);
    setPlaying(false);
  };
  return (
    <div className={styles.speaker}>
      {options.length > 0 && <DeviceSelect label={t('device.speaker')} options={options} value={value} onChange={onChange} />}
      <Button onClick={() => void test()} busy={playing}>
        <Volume2 size={18} aria-hidden="true" />
        {playing ? t('device.playing') : t('device.testSpeaker')}
      </Button>
    </div>
  );
}
