import { Copy, Ellipsis, Pencil, Reply, SmilePlus, Trash2, Volume2, VolumeX } from 'lucide-react';
import { Button, Menu, MenuTrigger, Popover, Dialog, DialogTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { MenuAction } from '@/shared/ui/Menu';
import menu from '@/shared/ui/menu.module.css';
import styles from './message.module.css';
import type { MessageRights } from './rights';
import type { ChatMessage } from './wire';

/** What can be done with a message. */
export type Act = { type: 'reply' } | { type: 'edit' } | { type: 'delete' } | { type: 'copy' } | { type: 'mute'; muted: boolean } | { type: 'react'; emoji: string; on: boolean };

interface Props {
  message: ChatMessage;
  rights: MessageRights;
  /** Its sender may not write at the moment. */
  muted: boolean;
  emojis: readonly string[];
  inTabOrder: boolean;
  act: (act: Act, message: ChatMessage) => void;
}

const iconButton = buttonClass({ variant: 'quiet', size: 'small', iconOnly: true });

/** The buttons at a message: seen when it is pointed at or focused, and there for the keyboard at the active one. */
export function MessageActions({ message, rights, muted, emojis, inTabOrder, act }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.actions}>
      {rights.react && <ReactionPicker message={message} emojis={emojis} inTabOrder={inTabOrder} act={act} />}
      <MenuTrigger>
        <Button className={iconButton} aria-label={t('chat.actions', { name: message.name })} excludeFromTabOrder={!inTabOrder}>
          <Ellipsis size={18} aria-hidden="true" />
        </Button>
        <Popover className={menu.popover ?? ''} placement="bottom end">
          <Menu className={menu.menu ?? ''}>
            {rights.reply && (
              <MenuAction icon={<Reply size={18} aria-hidden="true" />} onAction={() => act({ type: 'reply' }, message)}>
                {t('chat.reply')}
              </MenuAction>
            )}
            {message.text !== '' && (
              <MenuAction icon={<Copy size={18} aria-hidden="true" />} onAction={() => act({ type: 'copy' }, message)}>
                {t('chat.copy')}
              </MenuAction>
            )}
            {rights.edit && (
              <MenuAction icon={<Pencil size={18} aria-hidden="true" />} onAction={() => act({ type: 'edit' }, message)}>
                {t('chat.edit')}
              </MenuAction>
            )}
            {rights.mute && (
              <MenuAction icon={muted ? <Volume2 size={18} aria-hidden="true" /> : <VolumeX size={18} aria-hidden="true" />} onAction={() => act({ type: 'mute', muted: !muted }, message)}>
                {muted ? t('chat.unmute', { name: message.name }) : t('chat.mute', { name: message.name })}
              </MenuAction>
            )}
            {rights.remove && (
              <MenuAction danger icon={<Trash2 size={18} aria-hidden="true" />} onAction={() => act({ type: 'delete' }, message)}>
                {t('chat.delete')}
              </MenuAction>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}

function ReactionPicker({ message, emojis, inTabOrder, act }: Pick<Props, 'message' | 'emojis' | 'inTabOrder' | 'act'>) {
  const { t } = useTranslation();
  const given = new Set((message.reactions ?? []).filter((one) => one.mine).map((one) => one.emoji));
  return (
    <DialogTrigger>
      <Button className={iconButton} aria-label={t('chat.react', { name: message.name })} excludeFromTabOrder={!inTabOrder}>
        <SmilePlus size={18} aria-hidden="true" />
      </Button>
      <Popover className={menu.popover ?? ''} placement="top end">
        <Dialog className={styles.picker ?? ''} aria-label={t('chat.react', { name: message.name })}>
          {({ close }) =>
            emojis.map((emoji) => (
              <button
                key={emoji}
                type="button"
                className={styles.pick}
                aria-pressed={given.has(emoji)}
                onClick={() => {
                  act({ type: 'react', emoji, on: !given.has(emoji) }, message);
                  close();
                }}
              >
                {emoji}
              </button>
            ))
          }
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
