import { useState } from 'react';
import { Plus, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { InputField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import { move } from './answer';
import { download } from './download';
import { fold } from './grade';
import { ImportDialog } from './ImportDialog';
import styles from './poll.module.css';
import type { Polls } from './polls';
import { PreparedRow } from './PreparedRow';
import { RemovePoll } from './RemovePoll';
import { useAct } from './usePolls';
import type { usePrepared } from './usePrepared';
import type { PreparedPoll } from './wire';

interface Props {
  polls: Polls;
  classroomId: string;
  prepared: ReturnType<typeof usePrepared>;
}

const searchFrom = 6;

/** The polls that wait in the classroom: to be opened, changed, put in order, brought in and taken out. */
export function PreparedList({ polls, classroomId, prepared }: Props) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [search, setSearch] = useState('');
  const [importing, setImporting] = useState(false);
  const [leaving, setLeaving] = useState<PreparedPoll | null>(null);
  const { list, save, discard, arrange, take } = prepared;
  const all = list.data ?? [];
  const found = all.filter(({ poll }) => fold(poll.question).includes(fold(search)));
  const exported = (format: 'csv' | 'gift') => act(async () => download(await polls.api.exported(classroomId, format), format === 'csv' ? 'polls.csv' : 'polls.gift.txt'));
  return (
    <section className={styles.section} aria-labelledby="poll-prepared">
      <div className={styles.sectionHead}>
        <h2 id="poll-prepared">{t('poll.prepared')}</h2>
        <Button size="small" variant="quiet" onClick={() => polls.desk.edit(null)}>
          <Plus size={16} aria-hidden="true" />
          {t('poll.prepare')}
        </Button>
      </div>
      {list.error && <Problem error={list.error} retry={() => void list.refetch()} busy={list.isFetching} />}
      {all.length >= searchFrom && <InputField label={t('poll.search')} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />}
      {list.data && found.length === 0 && <p className={styles.quiet}>{all.length === 0 ? t('poll.nonePrepared') : t('poll.noneFound')}</p>}
      <ul className={styles.preparedList}>
        {found.map((one) => {
          const place = all.indexOf(one);
          return (
            <PreparedRow
              key={one.id}
              prepared={one}
              busy={busy}
              onOpen={() => void act(() => polls.model.openPrepared(one.id))}
              onEdit={() => polls.desk.edit(one)}
              onDuplicate={() => void act(() => save.mutateAsync({ id: null, poll: one.poll }))}
              onDiscard={() => setLeaving(one)}
              onMove={search !== '' || all.length < 2 ? null : (by) => arrange.mutate(move(all, place, place + by))}
            />
          );
        })}
      </ul>
      <div className={styles.actions}>
        <Button size="small" onClick={() => setImporting(true)}>
          <Upload size={16} aria-hidden="true" />
          {t('poll.import')}
        </Button>
        {all.length > 0 && (
          <>
            <Button size="small" variant="quiet" onClick={() => void exported('csv')}>
              {t('poll.exportCsv')}
            </Button>
            <Button size="small" variant="quiet" onClick={() => void exported('gift')}>
              {t('poll.exportGift')}
            </Button>
          </>
        )}
      </div>
      <ImportDialog isOpen={importing} take={(format, text) => take.mutateAsync({ format, text })} onClose={() => setImporting(false)} />
      <RemovePoll isOpen={leaving !== null} text={t('poll.discardText', { name: leaving?.poll.question ?? '' })} onRemove={() => act(() => (leaving ? discard.mutateAsync(leaving.id) : Promise.resolve()))} onClose={() => setLeaving(null)} />
    </section>
  );
}
