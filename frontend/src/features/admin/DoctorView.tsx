import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Spinner } from '@/shared/ui/Button';
import { doctorSteps, stepUnderWay, wrongSteps, type DoctorStep, type Walk } from './doctor';
import { useFinding } from './useFinding';
import styles from './admin.module.css';

const icons = {
  ok: <CircleCheck size={18} className={styles.ok} aria-hidden="true" />,
  warn: <TriangleAlert size={18} className={styles.warn} aria-hidden="true" />,
  fail: <CircleAlert size={18} className={styles.fail} aria-hidden="true" />,
  skip: <CircleDashed size={18} className={styles.skip} aria-hidden="true" />,
};

/** The walk through a connection, step by step as the server is done with it. */
export function DoctorView({ walk }: { walk: Walk }) {
  const { t } = useTranslation('admin');
  const wrong = wrongSteps(walk);
  const under = stepUnderWay(walk);
  const said = under
    ? t('doctor.running', { number: walk.steps.length + 1, total: doctorSteps.length, step: t(`doctor.step.${under}`) })
    : walk.state === 'broken'
      ? t('doctor.broken')
      : wrong > 0
        ? t('doctor.bad', { count: wrong })
        : t('doctor.good');
  return (
    <section className={styles.doctor} aria-label={t('doctor.title')} aria-busy={walk.state === 'running'}>
      <p className={styles.said} role="status">
        {under && <Spinner />}
        {said}
      </p>
      <ol className={styles.steps}>
        {walk.steps.map((step) => (
          <StepLine key={step.step} step={step} />
        ))}
      </ol>
    </section>
  );
}

function StepLine({ step }: { step: DoctorStep }) {
  const { t } = useTranslation('admin');
  const { message, mend } = useFinding(step.code);
  return (
    <li className={styles.step}>
      {icons[step.verdict]}
      <div>
        <p>
          <strong>{t(`doctor.step.${step.step}`)}</strong> <span className={styles.verdict}>{t(`doctor.verdict.${step.verdict}`)}</span>
        </p>
        {step.code !== '' && <p>{message}</p>}
        {step.detail !== '' && <p className={styles.detail}><bdi dir="ltr">{step.detail}</bdi></p>}
        {step.code !== '' && <p className={styles.mend}>{t('doctor.mend', { mend })}</p>}
      </div>
    </li>
  );
}
