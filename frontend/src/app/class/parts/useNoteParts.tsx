import { useCallback, useSyncExternalStore } from 'react';
import { NotebookPen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/shared/api/services';
import { NotePanel } from '@/features/note/NotePanel';
import { PutOnStage } from '@/features/stage/PutOnStage';
import type { ClassContext, ClassParts } from './parts';
import styles from '../side/side.module.css';
import { useGroup } from './useGroup';

/** The shared notes: a tab; for staff also the way onto the stage. */
export function useNoteParts(context: ClassContext): Partial<ClassParts> {
  const { visit, role } = context;
  const { t } = useTranslation();
  const notes = useNotes(context);
  const teaches = role === 'instructor' || role === 'assistant';
  return {
    panels: [
      {
        id: 'note',
        label: t('note.title'),
        icon: <NotebookPen />,
        letter: 'N',
        rank: 4,
        render: () => (
          <div className={styles.notes}>
            {teaches && (
              <div className={styles.notesBar}>
                <PutOnStage model={visit.features.stage.model} kind="notes" />
              </div>
            )}
            {notes}
          </div>
        ),
      },
    ],
  };
}

/** The notes themselves, wherever they stand. */
export function useNotes(context: ClassContext) {
  const { visit, session, role } = context;
  const { groupId, readable } = useGroup(context);
  const api = useApi();
  const { note } = visit.features;
  const { locked } = useSyncExternalStore(note.subscribe, note.getSnapshot);
  const teaches = role === 'instructor' || role === 'assistant';
  const boardUrl = useCallback(async (group: string) => (await api.note(session.id, group || 'main')).url, [api, session.id]);
  const onLock = useCallback((next: boolean) => note.lock(next), [note]);
  return <NotePanel groupId={groupId} groups={readable} boardUrl={boardUrl} canWrite={role !== 'observer'} locked={locked} canLock={teaches} onLock={onLock} title={session.title} />;
}
