import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction, MenuGroup } from '@/shared/ui/Menu';
import type { Polls } from './polls';
import { useAct, usePollName } from './usePolls';
import type { Poll } from './wire';

const moreSeconds = 30;

interface Props {
  polls: Polls;
  poll: Poll;
  onAnswers: () => void;
  onRemove: () => void;
}

/** What staff do with a poll now and then. */
export function TeacherMenu({ polls: { model }, poll, onAnswers, onRemove }: Props) {
  const { t } = useTranslation();
  const nameOf = usePollName();
  const { act } = useAct();
  const { pollId } = poll;
  const open = poll.state === 'open';
  return (
    <Menu label={t('poll.more', { name: nameOf(poll) })} trigger={<Ellipsis size={18} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true })}>
      <MenuGroup label={nameOf(poll)}>
        {open && <MenuAction onAction={() => void act(() => model.extend(pollId, moreSeconds))}>{poll.endsAt ? t('poll.extend', { count: moreSeconds }) : t('poll.endIn', { count: moreSeconds })}</MenuAction>}
        <MenuAction onAction={onAnswers} disabled={poll.anonymous}>
          {t('poll.whoAnswered')}
        </MenuAction>
        <MenuAction danger onAction={onRemove}>
          {t('poll.remove')}
        </MenuAction>
      </MenuGroup>
    </Menu>
  );
}
