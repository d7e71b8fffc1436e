import { useEffect, useRef, useState } from 'react';
import { Download, FileText, ImageOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import { isPicture, saveAs, type FileCache } from './fileCache';
import { fileSize } from '@/shared/i18n/fileSize';
import styles from './file.module.css';
import type { ChatFile } from './wire';

interface Props {
  file: ChatFile;
  cache: FileCache;
  tabIndex: 0 | -1;
  onOpen: (file: ChatFile) => void;
}

/** A file of a message: pictures are shown, everything else is a download with its name, kind and size. */
export function FileView({ file, cache, tabIndex, onOpen }: Props) {
  return isPicture(file) ? <Picture file={file} cache={cache} tabIndex={tabIndex} onOpen={onOpen} /> : <Attachment file={file} cache={cache} tabIndex={tabIndex} />;
}

function Picture({ file, cache, tabIndex, onOpen }: Props) {
  const { t } = useTranslation();
  const place = useRef<HTMLButtonElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let wanted = true;
    const load = () =>
      cache.url(file).then(
        (made) => wanted && setUrl(made),
        () => wanted && setFailed(true),
      );
    // Fetched when it comes near: a long chat may hold a hundred pictures.
    const near = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      near.disconnect();
      void load();
    }, { rootMargin: '300px' });
    near.observe(element);
    return () => {
      wanted = false;
      near.disconnect();
    };
  }, [cache, file]);
  const ratio = file.width && file.height ? { aspectRatio: `${file.width} / ${file.height}`, inlineSize: `min(100%, ${Math.min(file.width, 320)}px)` } : undefined;
  return (
    <button ref={place} type="button" className={styles.picture} style={ratio} tabIndex={tabIndex} onClick={() => onOpen(file)} aria-label={t('chat.openPicture', { name: file.name })}>
      {failed ? (
        <span className={styles.gone}>
          <ImageOff size={20} aria-hidden="true" />
          {t('chat.fileGone')}
        </span>
      ) : (
        url !== null && <img src={url} alt={file.name} />
      )}
    </button>
  );
}

function Attachment({ file, cache, tabIndex }: Omit<Props, 'onOpen'>) {
  const { t, i18n } = useTranslation();
  const { notices } = useFeedback();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      saveAs(await cache.url(file), file.name);
    } catch {
      notices.show(t('chat.fileGone'), 'problem');
    } finally {
      setBusy(false);
    }
  };
  const size = fileSize(file.size, i18n.language);
  return (
    <button type="button" className={styles.attachment} tabIndex={tabIndex} aria-busy={busy} onClick={() => void save()}>
      <FileText size={22} aria-hidden="true" />
      <span className={styles.what}>
        <span className="srOnly">{t('chat.save')}</span>
        <bdi className={styles.fileName} dir="auto">
          {file.name}
        </bdi>
        <span className={styles.kind}>{`${ending(file.name)} · ${size}`}</span>
      </span>
      <Download size={18} aria-hidden="true" />
    </button>
  );
}

function ending(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toUpperCase();
}
