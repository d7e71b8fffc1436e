import { useState } from 'react';
import { Pencil, Stethoscope, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Chip, type Tone } from '@/shared/ui/Chip';
import { useFeedback } from '@/shared/ui/feedback';
import type { Platform } from './adminApi';
import { useRemovePlatform } from './adminContext';
import { AskDialog } from '@/shared/ui/AskDialog';
import { DoctorView } from './DoctorView';
import { EditDialog } from './EditDialog';
import { stateOf, type PlatformState } from './platformState';
import { useFinding } from './useFinding';
import { useWalk } from './useWalk';
import styles from './admin.module.css';

const tones: Record<PlatformState, Tone> = { working: 'ok', new: 'neutral', attention: 'danger', noDeployment: 'warn' };

/** One LMS: what it is, how it is doing, and what can be done about it. */
export function PlatformCard({ platform }: { platform: Platform }) {
  const { t } = useTranslation('admin');
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null);
  const { walk, start } = useWalk(platform.id);
  const state = stateOf(platform);
  const close = () => setOpen(null);
  const of = <span className="srOnly">{`: ${platform.name}`}</span>;
  const again = walk.state === 'done' || walk.state === 'broken';
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <h3><bdi dir="auto">{platform.name}</bdi></h3>
        <Chip tone={tones[state]}>{t(`platforms.state.${state}`)}</Chip>
      </div>
      <Facts platform={platform} />
      {platform.lastFailure && <Failure failure={platform.lastFailure} />}
      <div className={styles.actions}>
        <Button variant="primary" size="small" busy={walk.state === 'running'} onClick={start}>
          <Stethoscope size={16} aria-hidden="true" />
          {again ? t('doctor.again') : t('doctor.start')}
          {of}
        </Button>
        <Button size="small" onClick={() => setOpen('edit')}>
          <Pencil size={16} aria-hidden="true" />
          {t('platforms.edit')}
          {of}
        </Button>
        <Button size="small" variant="quiet" onClick={() => setOpen('remove')}>
          <Trash2 size={16} aria-hidden="true" />
          {t('platforms.remove')}
          {of}
        </Button>
      </div>
      {walk.state !== 'idle' && <DoctorView walk={walk} />}
      {open === 'edit' && <EditDialog platform={platform} onClose={close} />}
      {open === 'remove' && <RemoveDialog platform={platform} onClose={close} />}
    </li>
  );
}

function Facts({ platform }: { platform: Platform }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const when = (at: string | null | undefined) => (at ? format.dateTime(at) : t('platforms.never'));
  return (
    <>
      <dl className={styles.facts}>
        <dt>{t('platforms.issuer')}</dt>
        <dd><bdi dir="ltr">{platform.issuer}</bdi></dd>
        <dt>{t('platforms.clientId')}</dt>
        <dd><bdi dir="ltr">{platform.clientId}</bdi></dd>
        <dt>{t('platforms.deployments')}</dt>
        <dd>{platform.deployments.length > 0 ? <bdi dir="ltr">{platform.deployments.join(', ')}</bdi> : t('platforms.noDeployment')}</dd>
        <dt>{t('platforms.launch')}</dt>
        <dd>{when(platform.lastLaunchAt)}</dd>
        <dt>{t('platforms.token')}</dt>
        <dd>{when(platform.lastTokenAt)}</dd>
      </dl>
      <p className={styles.note}>{t('platforms.classrooms', { count: platform.classrooms })}</p>
    </>
  );
}

function Failure({ failure }: { failure: NonNullable<Platform['lastFailure']> }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { message, mend } = useFinding(failure.code);
  return (
    <div className={failure.current ? styles.failure : styles.pastFailure}>
      <p className={styles.when}>{t('platforms.failure', { when: failure.at ? format.dateTime(failure.at) : '' })}</p>
      <p>{message}</p>
      {failure.detail !== '' && <p className={styles.detail}>{t('platforms.detail', { detail: failure.detail })}</p>}
      <p className={styles.mend}>{failure.current ? t('doctor.mend', { mend }) : t('platforms.past')}</p>
    </div>
  );
}

function RemoveDialog({ platform, onClose }: { platform: Platform; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { notices } = useFeedback();
  const remove = useRemovePlatform();
  const confirm = () =>
    remove.mutate(platform.id, {
      onSuccess: () => {
        notices.show(t('remove.done', { name: platform.name }));
        onClose();
      },
    });
  return (
    <AskDialog title={t('remove.title', { name: platform.name })} label={t('remove.confirm')} danger busy={remove.isPending} error={remove.error} onConfirm={confirm} onClose={onClose}>
      <p>{platform.classrooms === 0 ? t('remove.unused') : t('remove.text', { count: platform.classrooms })}</p>
      <p>{t('remove.more')}</p>
    </AskDialog>
  );
}
