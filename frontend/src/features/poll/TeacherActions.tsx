import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import styles from './poll.module.css';
import type { PollStage } from './PollPanel';
import type { Polls } from './polls';
import { useAct } from './usePolls';
import type { Poll } from './wire';

interface Props {
  polls: Polls;
  poll: Poll;
  stage: PollStage | null;
}

/** What staff do with a poll: the next steps as buttons. */
export function TeacherActions({ polls, poll, stage }: Props) {
  const { t } = useTranslation();
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
      <Button size="small" className={styles.toggle} busy={busy} aria-pressed={poll.resultsShown} onClick={() => void act(() => model.reveal(pollId, { results: !poll.resultsShown }))}>
        {t('poll.showResults')}
      </Button>
      {poll.graded && !open && (
        <Button size="small" className={styles.toggle} busy={busy} aria-pressed={poll.rightShown} onClick={() => void act(() => model.reveal(pollId, { right: !poll.rightShown }))}>
          {t('poll.showRight')}
        </Button>
      )}
      {stage && (
        <Button size="small" className={styles.toggle} aria-pressed={staged} onClick={() => stage.show(staged ? null : pollId)}>
          {t('poll.onStage')}
        </Button>
      )}
    </div>
  );
}
