import { useEffect, useRef } from 'react';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { LearnerCard } from './LearnerCard';
import styles from './poll.module.css';
import { waiting } from './pollModel';
import type { Polls } from './polls';
import { usePollsState } from './usePolls';

interface Props {
  polls: Polls;
  /** The card is gone, and with it whatever in it had the focus. */
  onGone?: () => void;
}

/** Comes by itself over the stage while a poll waits for a learner's answer. It takes no focus and can be put away. */
export function OpenPollCard({ polls, onGone }: Props) {
  const { t } = useTranslation();
  const poll = waiting(usePollsState(polls.model)).at(-1);
  const hadFocus = useRef(false);
  const gone = !poll;
  useEffect(() => {
    if (gone && hadFocus.current) onGone?.();
    if (gone) hadFocus.current = false;
  }, [gone, onGone]);
  if (!poll) return null;
  return (
    <aside
      className={styles.floating}
      aria-label={t('poll.openNow')}
      onFocus={() => (hadFocus.current = true)}
      onBlur={(event) => {
        // What is taken out of the page loses the focus to nobody.
        if (event.relatedTarget) hadFocus.current = event.currentTarget.contains(event.relatedTarget);
      }}
    >
      <Button variant="quiet" size="small" iconOnly className={styles.away} onClick={() => polls.model.putAway(poll.pollId)} aria-label={t('poll.putAway')}>
        <X size={18} aria-hidden="true" />
      </Button>
      <LearnerCard polls={polls} poll={poll} canVote />
    </aside>
  );
}
