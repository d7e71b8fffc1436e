import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { browserFamily, type MediaProblem } from '@/shared/media/problem';
import styles from './deviceCheck.module.css';

interface Props {
  device: 'mic' | 'camera' | 'share';
  problem: MediaProblem;
}

/** What is wrong with a device and how to mend it in this browser. */
export function ProblemNote({ device, problem }: Props) {
  const { t } = useTranslation();
  const family = browserFamily(navigator.userAgent, navigator.maxTouchPoints);
  const fix = problem === 'denied' ? t(`device.fix.${family}`) : t(`device.mend.${problem}`);
  return (
    <div className={styles.problem} role="status">
      <TriangleAlert size={18} aria-hidden="true" />
      <div>
        <p className={styles.problemTitle}>{t(`device.problem.${device}.${problem}`)}</p>
        <p>{fix}</p>
      </div>
    </div>
  );
}
