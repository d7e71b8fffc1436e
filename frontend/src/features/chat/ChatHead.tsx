import { useState, useSyncExternalStore } from 'react';
import { Ellipsis, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { buttonClass } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import { Menu, MenuAction, MenuChoices, MenuGroup } from '@/shared/ui/Menu';
import type { ExportFormat } from './api';
import { AuditDialog } from './AuditDialog';
import type { Chat } from './chat';
import type { ChatState } from './chatModel';
import styles from './chat.module.css';
import { ChatSettingsDialog } from './ChatSettingsDialog';
import { saveAs } from './fileCache';
import { isStaff, type Me } from './rights';

interface Props {
  chat: Chat;
  state: ChatState;
  me: Me;
  query: string;
  onQuery: (query: string) => void;
}

/** The search, and what concerns the chat as a whole. */
export function ChatHead({ chat, state, me, query, onQuery }: Props) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<'settings' | 'audit' | null>(null);
  const aloud = useSyncExternalStore(chat.aloud.subscribe, chat.aloud.getSnapshot);
  const staff = isStaff(me.role);
  const saveChat = useExport(chat);
  return (
    <div className={styles.head}>
      <div className={styles.search}>
        <Search size={16} aria-hidden="true" />
        <input type="search" value={query} onChange={(event) => onQuery(event.target.value)} placeholder={t('chat.search')} aria-label={t('chat.search')} />
      </div>
      {(staff || chat.aloud.possible) && (
        <Menu label={t('chat.more')} trigger={<Ellipsis size={20} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', iconOnly: true })}>
          {chat.aloud.possible && (
            <MenuChoices
              title={t('chat.aloud')}
              choices={[
                { id: 'off', label: t('chat.aloudOff') },
                { id: 'on', label: t('chat.aloudOn') },
              ]}
              selected={aloud ? 'on' : 'off'}
              onSelect={(id) => chat.aloud.set(id === 'on')}
            />
          )}
          {staff && (
            <MenuGroup label={t('chat.manage')}>
              {!state.ended && <MenuAction onAction={() => setDialog('settings')}>{t('chat.settings')}</MenuAction>}
              <MenuAction onAction={() => setDialog('audit')}>{t('chat.audit')}</MenuAction>
              <MenuAction onAction={() => saveChat('txt')}>{t('chat.exportText')}</MenuAction>
              <MenuAction onAction={() => saveChat('csv')}>{t('chat.exportCsv')}</MenuAction>
              <MenuAction onAction={() => saveChat('json')}>{t('chat.exportJson')}</MenuAction>
            </MenuGroup>
          )}
        </Menu>
      )}
      {dialog === 'settings' && <ChatSettingsDialog model={chat.model} state={state} onClose={() => setDialog(null)} />}
      {dialog === 'audit' && <AuditDialog api={chat.api} onClose={() => setDialog(null)} />}
    </div>
  );
}

function useExport(chat: Chat): (format: ExportFormat) => void {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  return (format) => {
    chat.api.exported(format).then(
      (blob) => {
        const url = URL.createObjectURL(blob);
        saveAs(url, `chat.${format}`);
        URL.revokeObjectURL(url);
      },
      (error: unknown) => notices.show(t(`problem.${codeOf(error)}`), 'problem'),
    );
  };
}
