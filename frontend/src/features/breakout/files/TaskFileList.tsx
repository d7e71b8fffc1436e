import { Download, FileText } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fileSize } from '@/shared/i18n/fileSize';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import type { FileDesk, TaskFile } from './fileDesk';
import styles from './files.module.css';

interface Props {
  desk: FileDesk;
  ids: readonly string[];
  /** All files of whose names is asked at once; where there is more to see, it is asked anew. */
  all?: readonly string[];
}

/** The files that come with a task, each to be saved. */
export function TaskFileList({ desk, ids, all = ids }: Props) {
  const { t } = useTranslation(['breakout', 'translation']);
  const listed = useQuery({ queryKey: ['breakout', 'files', desk.sessionId, ...all], queryFn: ({ signal }) => desk.list(signal), enabled: ids.length > 0, staleTime: Infinity, retry: false });
  if (ids.length === 0) return null;
  if (listed.isPending) return <p className={styles.hint}>{t('common.loading', { ns: 'translation' })}</p>;
  if (listed.isError) {
    return (
      <p className={styles.failed} role="alert">
        {t('files.failed')}{' '}
        <Button size="small" busy={listed.isFetching} onClick={() => void listed.refetch()}>
          {t('common.tryAgain', { ns: 'translation' })}
        </Button>
      </p>
    );
  }
  const shown = ids.flatMap((id) => listed.data.find(({ fileId }) => fileId === id) ?? []);
  return shown.length === 0 ? null : (
    <ul className={styles.files} aria-label={t('files.label')}>
      {shown.map((file) => (
        <li key={file.fileId}>
          <OneFile desk={desk} file={file} />
        </li>
      ))}
    </ul>
  );
}

function OneFile({ desk, file }: { desk: FileDesk; file: TaskFile }) {
  const { t, i18n } = useTranslation();
  const { notices } = useFeedback();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    await desk.save(file).catch(() => notices.show(t('chat.fileGone'), 'problem'));
    setBusy(false);
  };
  return (
    <button type="button" className={styles.file} aria-busy={busy} onClick={() => void save()}>
      <FileText size={16} aria-hidden="true" />
      <span className="srOnly">{t('chat.save')}</span>
      <bdi className={styles.name} dir="auto">
        {file.name}
      </bdi>
      <span className={styles.size}>{fileSize(file.size, i18n.language)}</span>
      <Download size={16} aria-hidden="true" />
    </button>
  );
}
