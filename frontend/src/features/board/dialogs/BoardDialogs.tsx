import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/shared/ui/Dialog';
import { AccessDialog } from '../rights/AccessDialog';
import { AddPageMenu } from '../bar/AddPageMenu';
import { ConfirmDialog } from './ConfirmDialog';
import type { Desk } from '../desk';
import { PageStrip } from '../strip/PageStrip';
import type { Asked, Member } from '../props';
import { RenameDialog } from './RenameDialog';
import type { Writes } from '../rights/rights';

const ImportDialog = lazy(() => import('../imports/ImportDialog').then((module) => ({ default: module.ImportDialog })));
const ExportDialog = lazy(() => import('../export/ExportDialog').then((module) => ({ default: module.ExportDialog })));

interface Props {
  desk: Desk;
  asked: Asked | null;
  people: readonly Member[];
  classroomId: string;
  writes: Writes;
  onClear: () => void;
  onClose: () => void;
}

/** The one dialog of the board that is open. */
export function BoardDialogs({ desk, asked, people, classroomId, writes, onClear, onClose }: Props) {
  const { t } = useTranslation();
  const { board, pageName, attempt } = desk;
  switch (asked?.what) {
    case 'access':
      return <AccessDialog desk={desk} page={asked.page} people={people} classroomId={classroomId} onClose={onClose} />;
    case 'rename':
      return <RenameDialog desk={desk} page={asked.page} onClose={onClose} />;
    case 'remove': {
      const { page } = asked;
      return (
        <ConfirmDialog
          title={t('board.removeTitle')}
          text={t('board.removeText', { page: pageName(page) })}
          label={t('board.remove')}
          onConfirm={() => attempt(board.model.remove(page.boardId))}
          onClose={onClose}
        />
      );
    }
    case 'clear': {
      const confirm = () => {
        onClear();
        return Promise.resolve(true);
      };
      return <ConfirmDialog title={writes === 'all' ? t('board.clear.title') : t('board.clear.titleOwn')} text={writes === 'all' ? t('board.clear.text') : t('board.clear.textOwn')} label={t('board.clear.confirm')} onConfirm={confirm} onClose={onClose} />;
    }
    case 'import':
      return (
        <Suspense fallback={null}>
          <ImportDialog desk={desk} onClose={onClose} />
        </Suspense>
      );
    case 'export':
      return (
        <Suspense fallback={null}>
          <ExportDialog api={board.api} pages={desk.state.pages} all={desk.state.all} current={desk.current} open={desk.drawn} lesson={desk.lesson} pageName={pageName} onClose={onClose} />
        </Suspense>
      );
    case 'pages':
      return (
        <Dialog isOpen onClose={onClose} title={t('board.pages')}>
          <PageStrip desk={desk} grid onChosen={onClose} />
          {desk.manages && <AddPageMenu desk={desk} wide />}
        </Dialog>
      );
    case undefined:
      return null;
  }
}
