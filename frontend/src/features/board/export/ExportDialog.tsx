import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import type { Desk } from '../desk';
import styles from '../dialogs.module.css';
import { Choices } from './Choices';
import { ExportModel, type Format } from './exportModel';
import { ExportProgress } from './ExportProgress';
import { dayOf, fileName } from './fileName';
import { exportPage } from './pages';
import { save } from './save';

const formats: readonly Format[] = ['pdf', 'png', 'svg'];
const scopes = ['all', 'one'] as const;

/** Makes a file of the board: what everybody may see, everybody may keep. Closing it stops what is being made. */
export function ExportDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { board, state, current, drawn, lesson, pageName } = desk;
  const [model] = useState(() => new ExportModel(save));
  useEffect(() => () => model.stop(), [model]);
  const work = useSyncExternalStore(model.subscribe, model.getSnapshot);
  const [format, setFormat] = useState<Format>('pdf');
  const [scope, setScope] = useState<(typeof scopes)[number]>('all');
  const whole = format === 'pdf' && scope === 'all' && state.pages.length > 1;
  const running = work.phase === 'running';
  const start = () => {
    const chosen = whole ? state.pages : [current];
    const pages = chosen.map((page) => exportPage(board.api, page, pageName(page), drawn?.boardId === page.boardId ? drawn.drawing : null));
    const title = [lesson.title, whole ? '' : pageName(current)].filter(Boolean).join(' – ');
    const name = fileName([lesson.title, dayOf(lesson.startedAt), whole ? '' : pageName(current)], format);
    void model.start({ format, pages, title, language: i18n.language, name, source: (importId) => board.api.source(importId) });
  };
  const choose = (change: () => void) => {
    model.stop();
    change();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('board.export.title')} keepsInput={running}>
      <Choices name="board-export-format" legend={t('board.export.as')} disabled={running} chosen={format} choices={formats.map((id) => ({ id, label: t(`board.export.format.${id}`), hint: t(`board.export.hint.${id}`) }))} onChoose={(id) => choose(() => setFormat(id))} />
      {format === 'pdf' && state.pages.length > 1 && (
        <Choices
          name="board-export-scope"
          legend={t('board.export.which')}
          disabled={running}
          chosen={scope}
          choices={scopes.map((id) => ({ id, label: t(`board.export.${id}`, { count: state.pages.length, page: pageName(current) }), hint: null }))}
          onChoose={(id) => choose(() => setScope(id))}
        />
      )}
      {format !== 'pdf' && <p className={styles.hint}>{t('board.export.onlyThis', { page: pageName(current) })}</p>}
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
