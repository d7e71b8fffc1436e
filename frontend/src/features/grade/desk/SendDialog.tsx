import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import type { CellId, PlannedRequest } from './desk';
import { usePlan, type DeskActs } from './deskApi';
import styles from './desk.module.css';

interface Props {
  sessionId: string;
  cells: readonly CellId[];
  acts: DeskActs;
  onSent: (queued: number) => void;
  onClose: () => void;
}

/** Asks before sending, and shows on wish exactly which requests would go. */
export function SendDialog({ sessionId, cells, acts, onSent, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [dry, setDry] = useState(false);
  const plan = usePlan(sessionId, cells, true);
  const requests = plan.data?.requests ?? [];
  const replacing = requests.filter((request) => request.replaces).length;
  return (
    <Dialog isOpen onClose={onClose} title={t('desk.sendTitle', { count: cells.length })}>
      <p>{t('desk.sendText')}</p>
      {plan.data && replacing > 0 && <p className={styles.under}>{t('desk.replaces', { count: replacing })}</p>}
      {plan.error && <Problem error={plan.error} retry={() => void plan.refetch()} />}
      <Button size="small" aria-expanded={dry} onClick={() => setDry(!dry)}>
        {t(dry ? 'desk.hideRequests' : 'desk.showRequests', { number: format.number(requests.length) })}
      </Button>
      {dry && (plan.data ? <Requests requests={requests} /> : !plan.error && <Loading label={t('common.loading')} />)}
      {acts.send.error && <Problem error={acts.send.error} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          variant="primary"
          busy={acts.send.isPending}
          onClick={() =>
            acts.send.mutate(cells, {
              onSuccess: ({ queued }) => {
                onSent(queued);
                onClose();
              },
            })
          }
        >
          {t('desk.sendNow')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Requests({ requests }: { requests: readonly PlannedRequest[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.requests} role="region" aria-label={t('desk.requestsLabel')} tabIndex={0}>
      <ol>
        {requests.map((request, index) => (
          <li key={index}>
            <p>
              <b>{request.name ? <bdi dir="auto">{request.name}</bdi> : t('desk.makesColumn')}</b>
              {request.replaces && ` · ${t('desk.nowInLms', { score: format.number(request.replaces.scoreGiven), maximum: format.number(request.replaces.scoreMaximum) })}`}
            </p>
            <pre dir="ltr">{`${request.method} ${request.url || t('desk.addressLater')}\n${JSON.stringify(request.body, null, 2)}`}</pre>
          </li>
        ))}
      </ol>
    </div>
  );
}
