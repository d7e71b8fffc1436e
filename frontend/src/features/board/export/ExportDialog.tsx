import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import type { BoardApi } from '../api';
import styles from '../dialogs/dialogs.module.css';
import type { BoardDoc } from '../ink/boardDoc';
import type { Lesson } from '../props';
import type { Page } from '../wire';
import { Choices } from './Choices';
import { ExportModel, type Format } from './exportModel';
import { ExportProgress } from './ExportProgress';
import { dayOf, fileName } from './fileName';
import { exportPage } from './pages';
import { save } from './save';

const formats: readonly Format[] = ['pdf', 'png', 'svg'];
const scopes = ['all', 'one'] as const;

interface Props {
  api: BoardApi;
  /** In their order. */
  pages: readonly Page[];
  /** Those too that others show as a part of themselves. */
  all: readonly Page[];
  /** The page that is seen; null where none is, and all go into one file. */
  current: Page | null;
  /** The document of a page that is open here. */
  open: { boardId: string; drawing: BoardDoc } | null;
  lesson: Lesson;
  pageName: (page: Page) => string;
  onClose: () => void;
}

/** Makes a file of the board: what everybody may see, everybody may keep. Closing it stops what is being made. */
export function ExportDialog({ api, pages, all, current, open, lesson, pageName, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [model] = useState(() => new ExportModel(save));
  useEffect(() => () => model.stop(), [model]);
  const work = useSyncExternalStore(model.subscribe, model.getSnapshot);
  const [format, setFormat] = useState<Format>('pdf');
  const [scope, setScope] = useState<(typeof scopes)[number]>('all');
  const several = format === 'pdf' && pages.length > 1;
  const one = current && !(several && scope === 'all') ? current : null;
  const running = work.phase === 'running';
  const start = () => {
    const chosen = (one ? [one] : pages).map((page) => exportPage(api, page, pageName(page), open?.boardId === page.boardId ? open.drawing : null, all));
    const title = [lesson.title, one ? pageName(one) : ''].filter(Boolean).join(' – ');
    const name = fileName([lesson.title, dayOf(lesson.startedAt), one ? pageName(one) : ''], format);
    void model.start({ format, pages: chosen, title, language: i18n.language, name, source: (importId) => api.source(importId) });
  };
  const choose = (change: () => void) => {
    model.stop();
    change();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('board.export.title')} keepsInput={running}>
      {current ? (
        <Choices name="board-export-format" legend={t('board.export.as')} disabled={running} chosen={format} choices={formats.map((id) => ({ id, label: t(`board.export.format.${id}`), hint: t(`board.export.hint.${id}`) }))} onChoose={(id) => choose(() => setFormat(id))} />
      ) : (
        <p className={styles.hint}>{t('board.export.hint.pdf')}</p>
      )}
      {current && several && (
        <Choices
          name="board-export-scope"
          legend={t('board.export.which')}
          disabled={running}
          chosen={scope}
          choices={scopes.map((id) => ({ id, label: t(`board.export.${id}`, { count: pages.length, page: pageName(current) }), hint: null }))}
          onChoose={(id) => choose(() => setScope(id))}
        />
      )}
      {current && format !== 'pdf' && <p className={styles.hint}>{t('board.export.onlyThis', { page: pageName(current) })}</p>}
      <ExportProgress work={work} />
      <DialogActions>
        <Button onClick={running ? () => model.stop() : onClose}>{running ? t('common.cancel') : t('common.close')}</Button>
        <Button variant="primary" busy={running} onClick={start}>
          {t(work.phase === 'failed' ? 'common.tryAgain' : 'board.export.start')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
