import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/shared/api/services';
import { BareSelect } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { Part } from '@/shared/ui/Part';
import { Problem } from '@/shared/ui/Problem';
import styles from './after.module.css';
import { useKeptNote } from './kept';

const NoteEditor = lazy(() => import('../NoteEditor').then((module) => ({ default: module.NoteEditor })));

interface Props {
  sessionId: string;
  /** Of the class; names the file that is saved. */
  title: string;
  /** Whose notes there are for this person: of the class (empty) and of groups. */
  notes: readonly string[];
  groupName: (groupId: string) => string;
}

/** What was written down in a class, to read and to take along: the notes of all, and those of groups. */
export function SessionNotes({ sessionId, title, notes, groupName }: Props) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<string | null>(null);
  const group = chosen ?? notes[0];
  return (
    <Part
      title={t('note.title')}
      choice={
        notes.length > 1 && (
          <BareSelect label={t('note.whose')} value={group} onChange={(event) => choose(event.target.value)}>
            {notes.map((one) => (
              <option key={one} value={one}>
                {one === '' ? t('note.ofClass') : t('note.ofGroup', { group: groupName(one) })}
              </option>
            ))}
          </BareSelect>
        )
      }
    >
      {notes.length === 1 && group !== undefined && group !== '' && <p className={styles.whose}>{t('note.ofGroup', { group: groupName(group) })}</p>}
      {group === undefined ? <Nothing /> : <Note key={group} sessionId={sessionId} group={group} title={title} />}
    </Part>
  );
}

function Nothing() {
  const { t } = useTranslation('after');
  return <p className={styles.none}>{t('noteEmpty')}</p>;
}

function Note({ sessionId, group, title }: { sessionId: string; group: string; title: string }) {
  const { t } = useTranslation();
  const { data: copy, error, refetch, isFetching } = useKeptNote(useApi(), sessionId, group);
  if (error) return <Problem error={error} retry={() => void refetch()} busy={isFetching} />;
  if (copy === null) return <Nothing />;
  const loading = <Loading label={t('common.loading')} />;
  if (!copy) return loading;
  return (
    <div className={styles.paper}>
      <Suspense fallback={loading}>
        <NoteEditor key={copy.id} copy={copy} writes={false} title={title} />
      </Suspense>
    </div>
  );
}
