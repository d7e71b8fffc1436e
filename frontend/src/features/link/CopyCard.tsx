import { lazy, Suspense, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useServices } from '@/shared/api/services';
import { useWords } from '@/shared/i18n/useWords';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import { LinkApi, type CopyAncestor } from './linkApi';
import styles from './link.module.css';

const CopyDialog = lazy(() => import('./CopyDialog').then(({ CopyDialog: component }) => ({ default: component })));

/** Offers the instructor of a class that is a copy, once, to take settings over; nothing where there is nothing to offer. */
export function CopyCard({ classroomId }: { classroomId: string }) {
  const { login } = useServices();
  const [api] = useState(() => new LinkApi(login));
  // That there may be something to take over isn't worth a page that fails.
  const offer = useQuery({ queryKey: keyOf(classroomId), queryFn: ({ signal }) => api.copy(classroomId, signal), staleTime: Infinity });
  if (!offer.data?.offered) return null;
  return <Card classroomId={classroomId} api={api} ancestors={offer.data.ancestors} />;
}

const keyOf = (classroomId: string) => ['copy', classroomId];

function Card({ classroomId, api, ancestors }: { classroomId: string; api: LinkApi; ancestors: readonly CopyAncestor[] }) {
  const { t } = useTranslation('link');
  const { notices } = useFeedback();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [later, setLater] = useState(false);
  const ready = useWords('link');
  const done = async (text: 'copy.taken' | 'copy.refused') => {
    setOpen(false);
    notices.show(t(text));
    await Promise.all([client.invalidateQueries({ queryKey: keyOf(classroomId) }), client.invalidateQueries({ queryKey: ['classroom', classroomId] })]);
  };
  const take = useMutation({ mutationFn: (id: string) => api.takeCopy(classroomId, id), onSuccess: () => done('copy.taken') });
  const refuse = useMutation({ mutationFn: () => api.refuseCopy(classroomId), onSuccess: () => done('copy.refused') });
  if (!ready || later) return null;
  return (
    <section className={styles.copy} aria-labelledby="copy">
      <div>
        <h2 id="copy">{t('copy.card')}</h2>
        <p className={styles.note}>{t('copy.cardText')}</p>
      </div>
      <div className={styles.actions}>
        <Button variant="primary" onClick={() => setOpen(true)}>
          {t('copy.look')}
        </Button>
        <Button onClick={() => setLater(true)}>{t('copy.later')}</Button>
      </div>
      <Suspense fallback={null}>
        <CopyDialog
          ancestors={ancestors}
          isOpen={open}
          onLater={() => setOpen(false)}
          onTake={(id) => take.mutate(id)}
          onRefuse={() => refuse.mutate()}
          busy={take.isPending || refuse.isPending}
          error={take.error ?? refuse.error}
        />
      </Suspense>
    </section>
  );
}
