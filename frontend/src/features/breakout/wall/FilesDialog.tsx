import { useReducer, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/shared/ui/Dialog';
import { AttachField } from '../files/AttachField';
import { useAttachments } from '../files/useAttachments';
import type { DraftAction } from '../plan/draft';
import type { BreakoutGroup } from '../wire';
import { SaveActions } from './SaveActions';
import { useDone } from './useDone';
import styles from './wall.module.css';
import type { GroupProps } from './wallDesk';

interface Props extends GroupProps {
  /** Null: for all groups. */
  group: BreakoutGroup | null;
  onClose: () => void;
}

function reduce(ids: readonly string[], action: DraftAction): readonly string[] {
  if (action.type !== 'attach' && action.type !== 'detach') return ids;
  const others = ids.filter((id) => id !== action.fileId);
  return action.type === 'attach' ? [...others, action.fileId] : others;
}

/** The files that come with the task of a group that is open, or of all. */
export function FilesDialog({ desk, breakout, group, onClose }: Props) {
  const { t } = useTranslation('breakout');
  const [ids, dispatch] = useReducer(reduce, (group ?? breakout).files);
  const files = useAttachments(desk.files, dispatch);
  const { busy, act } = useDone(onClose);
  const save = (event: FormEvent) => {
    event.preventDefault();
    act(() => desk.model.attach(group?.groupId ?? null, ids));
  };
  return (
    <Dialog isOpen onClose={onClose} title={group ? t('files.titleOf', { group: group.name }) : t('files.title')} keepsInput>
      <form className={styles.stack} onSubmit={save} noValidate>
        <AttachField label={t('files.label')} hint={t('files.hint')} files={files} place={null} ids={ids} dispatch={dispatch} />
        <SaveActions busy={busy || files.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
