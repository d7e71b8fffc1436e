import { Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/shared/ui/Button';
import { Menu, MenuAction, MenuGroup } from '@/shared/ui/Menu';
import styles from './poll.module.css';
import type { PollStage } from './PollPanel';
import type { Polls } from './polls';
import { useAct, usePollName } from './usePolls';
import type { Poll } from './wire';

const moreSeconds = 30;

interface Props {
  polls: Polls;
  poll: Poll;
  stage: PollStage | null;
  onAnswers: () => void;
  onRemove: () => void;
}

/** What staff do with a poll: the next steps as buttons, the rest in a menu. */
export function TeacherActions({ polls, poll, stage, onAnswers, onRemove }: Props) {
  const { t } = useTranslation();
  const nameOf = usePollName();
  const { act, busy } = useAct();
  const { model } = polls;
  const { pollId } = poll;
  const open = poll.state === 'open';
  const staged = stage?.pollId === pollId;
  return (
    <div className={styles.actions}>
      {open && (
        <Button variant="primary" size="small" busy={busy} onClick={() => void act(() => model.close(pollId))}>
          {t('poll.close')}
        </Button>
      )}
      <Button size="small" busy={busy} aria-pressed={poll.resultsShown} onClick={() => void act(() => model.reveal(pollId, { results: !poll.resultsShown }))}>
        {t('poll.showResults')}
      </Button>
      {poll.graded && !open && (
        <Button size="small" busy={busy} aria-pressed={poll.rightShown} onClick={() => void act(() => model.reveal(pollId, { right: !poll.rightShown }))}>
          {t('poll.showRight')}
        </Button>
      )}
      {stage && (
        <Button size="small" aria-pressed={staged} onClick={() => stage.show(staged ? null : pollId)}>
          {t('poll.onStage')}
        </Button>
      )}
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
    </div>
  );
}
