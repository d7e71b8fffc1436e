import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { Button } from '@/shared/ui/Button';
import styles from './composer.module.css';
import { fileSize } from '@/shared/i18n/fileSize';
import { TooLarge, type Upload, type Uploads } from './uploads';

/** The files of the message that is being written, with how far each is. */
export function UploadList({ uploads, list }: { uploads: Uploads; list: readonly Upload[] }) {
  const { t } = useTranslation();
  if (list.length === 0) return null;
  return (
    <ul className={styles.uploads} aria-label={t('chat.attached')}>
      {list.map((upload) => (
        <li key={upload.key} className={styles.upload}>
          <span className={styles.uploadName}>
            <bdi dir="auto">{upload.name}</bdi>
            <State upload={upload} />
          </span>
          <Button variant="quiet" size="small" iconOnly aria-label={t(upload.file || upload.error ? 'chat.removeFile' : 'chat.cancelFile', { name: upload.name })} onClick={() => uploads.remove(upload.key)}>
            <X size={18} aria-hidden="true" />
          </Button>
        </li>
      ))}
    </ul>
  );
}

function State({ upload: { name, size, progress, file, error } }: { upload: Upload }) {
  const { t, i18n } = useTranslation();
  if (error !== null) {
    return (
      <span className={styles.uploadError} role="alert">
        {error instanceof TooLarge ? t('chat.fileTooLarge') : codeOf(error) === 'invalid' ? t('chat.fileKind') : t(`problem.${codeOf(error)}`)}
      </span>
    );
  }
  if (file) return <span className={styles.uploadSize}>{fileSize(size, i18n.language)}</span>;
  return <progress className={styles.progress} value={progress} max={1} aria-label={t('chat.uploading', { name })} />;
}
