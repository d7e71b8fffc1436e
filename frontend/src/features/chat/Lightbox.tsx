import { useEffect, useState } from 'react';
import { Download, X } from 'lucide-react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { saveAs, type FileCache } from './fileCache';
import styles from './file.module.css';
import type { ChatFile } from './wire';

/** A picture as large as the window. Esc and a press beside it close it. */
export function Lightbox({ file, cache, onClose }: { file: ChatFile | null; cache: FileCache; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <ModalOverlay className={styles.overlay ?? ''} isOpen={file !== null} isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <header className={styles.bar}>
            <Heading slot="title" className={styles.title ?? ''}>
              <bdi dir="auto">{file?.name}</bdi>
            </Heading>
            {file && (
              <Button variant="quiet" iconOnly aria-label={t('chat.save')} onClick={() => void cache.url(file).then((url) => saveAs(url, file.name), () => undefined)}>
                <Download size={20} aria-hidden="true" />
              </Button>
            )}
            <Button variant="quiet" iconOnly aria-label={t('common.close')} onClick={onClose}>
              <X size={20} aria-hidden="true" />
            </Button>
          </header>
          {file && <Large key={file.fileId} file={file} cache={cache} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Large({ file, cache }: { file: ChatFile; cache: FileCache }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    cache.url(file).then(
      (made) => wanted && setUrl(made),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [cache, file]);
  if (failed) return <p>{t('chat.fileGone')}</p>;
  return url === null ? <p role="status">{t('common.loading')}</p> : <img className={styles.large} src={url} alt={file.name} />;
}
