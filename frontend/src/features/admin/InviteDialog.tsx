import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { useFeedback } from '@/shared/ui/feedback';
import { InputField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import type { PlatformInvite } from './adminApi';
import { useInvites, useMakeInvite, useWithdrawInvite } from './adminContext';
import { CopyValue } from './CopyValue';
import styles from './admin.module.css';

/** Makes an address with which an LMS registers by itself, and shows it once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const make = useMakeInvite();
  return (
    <Dialog isOpen onClose={onClose} title={t('invite.title')} keepsInput>
      {make.data ? <Made invite={make.data} onClose={onClose} /> : <Ask busy={make.isPending} error={make.error} onMake={(name) => make.mutate(name)} onClose={onClose} />}
    </Dialog>
  );
}

function Ask({ busy, error, onMake, onClose }: { busy: boolean; error: unknown; onMake: (name: string) => void; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const [name, setName] = useState('');
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    onMake(name.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>{t('invite.text')}</p>
      <InputField label={t('invite.name')} hint={t('invite.nameHint')} maxLength={100} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      {error !== null && <Problem error={error} />}
      <OpenInvites />
      <DialogActions>
        <Button onClick={onClose}>{common('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={busy}>
          {t('invite.make')}
        </Button>
      </DialogActions>
    </form>
  );
}

function Made({ invite, onClose }: { invite: PlatformInvite; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <div className={styles.form}>
      <h3>{t('invite.address')}</h3>
      <CopyValue what={t('invite.address')} value={invite.url} />
      <p role="status">{t('invite.until', { when: invite.expiresAt ? format.dateTime(invite.expiresAt) : '' })}</p>
      <ul className={styles.hints}>
        <li>{t('invite.moodle')}</li>
        <li>{t('invite.canvas')}</li>
        <li>{t('invite.other')}</li>
      </ul>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {t('invite.done')}
        </Button>
      </DialogActions>
    </div>
  );
}

function OpenInvites() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { notices } = useFeedback();
  const invites = useInvites();
  const withdraw = useWithdrawInvite();
  if (!invites.data || invites.data.length === 0) return null;
  return (
    <section>
      <h3>{t('invite.open')}</h3>
      <ul className={styles.rows}>
        {invites.data.map((invite) => (
          <li key={invite.id}>
            <span>
              <bdi dir="auto">{invite.name || t('invite.nameless')}</bdi> <span className={styles.note}>{t('invite.expires', { when: invite.expiresAt ? format.dateTime(invite.expiresAt) : '' })}</span>
            </span>
            <Button size="small" variant="quiet" onClick={() => withdraw.mutate(invite.id, { onSuccess: () => notices.show(t('invite.withdrawn')) })}>
              {t('invite.withdraw')}
              <span className="srOnly">{`: ${invite.name || t('invite.nameless')}`}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
