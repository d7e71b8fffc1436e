import { useTranslation } from 'react-i18next';
import { LearnerPolls } from './LearnerPolls';
import styles from './poll.module.css';
import type { Polls } from './polls';
import { TeacherPolls } from './TeacherPolls';
import { usePollsState } from './usePolls';

export interface PollStage {
  /** The poll that is on stage, if one is. */
  pollId: string | null;
  /** Puts a poll on stage; null takes it away. */
  show: (pollId: string | null) => void;
}

interface Props {
  polls: Polls;
  classroomId: string;
  sessionId: string;
  teaches: boolean;
  /** Learners answer, observers look on. */
  canVote: boolean;
  /** How many learners are in class: who could answer. */
  learners: number;
  stage: PollStage | null;
}

/** The tab of polls. */
export function PollPanel({ polls, classroomId, sessionId, teaches, canVote, learners, stage }: Props) {
  const { t } = useTranslation();
  const { ready } = usePollsState(polls.model);
  return (
    // A region that scrolls must be reachable by keyboard.
    <div className={styles.panel} role="region" tabIndex={0} aria-label={t('poll.title')}>
      {!ready && <p className={styles.empty}>{t('common.loading')}</p>}
      {ready && teaches && <TeacherPolls polls={polls} classroomId={classroomId} sessionId={sessionId} learners={learners} stage={stage} />}
      {ready && !teaches && <LearnerPolls polls={polls} canVote={canVote} />}
    </div>
  );
}
