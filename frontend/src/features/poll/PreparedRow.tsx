import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction, MenuGroup } from '@/shared/ui/Menu';
import styles from './poll.module.css';
import type { PreparedPoll } from './wire';

interface Props {
  prepared: PreparedPoll;
  busy: boolean;
  onOpen: () => void;
  onEdit: () => void;
  onDuplicate: () => void;
  onDiscard: () => void;
  /** Null where the order isn't seen whole. */
  onMove: ((by: -1 | 1) => void) | null;
}

/** A prepared poll with what can be done with it. */
export function PreparedRow({ prepared: { poll }, busy, onOpen, onEdit, onDuplicate, onDiscard, onMove }: Props) {
  const { t } = useTranslation();
  return (
    <li className={styles.preparedRow}>
      <div className={styles.wordText}>
        <p className={styles.preparedQuestion}>
          <bdi dir="auto">{poll.question}</bdi>
        </p>
        <p className={styles.quiet}>
          {t(`poll.kind.${poll.kind}`)}
          {poll.anonymous && ` · ${t('poll.anonymous')}`}
          {(poll.points ?? 0) > 0 && ` · ${t('poll.worth', { count: poll.points ?? 0 })}`}
        </p>
      </div>
      <Button size="small" variant="primary" busy={busy} onClick={onOpen} aria-label={t('poll.openNamed', { name: poll.question })}>
        {t('poll.open')}
      </Button>
      <Menu label={t('poll.more', { name: poll.question })} trigger={<Ellipsis size={18} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true })}>
        <MenuGroup label={poll.question}>
          <MenuAction onAction={onEdit}>{t('poll.edit')}</MenuAction>
          <MenuAction onAction={onDuplicate}>{t('poll.duplicate')}</MenuAction>
          {onMove && <MenuAction onAction={() => onMove(-1)}>{t('poll.up')}</MenuAction>}
          {onMove && <MenuAction onAction={() => onMove(1)}>{t('poll.down')}</MenuAction>}
          <MenuAction danger onAction={onDiscard}>
            {t('poll.remove')}
          </MenuAction>
        </MenuGroup>
      </Menu>
    </li>
  );
}
