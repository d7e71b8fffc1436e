import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { download } from './download';
import { EditorDialog } from './EditorDialog';
import { NewPoll } from './NewPoll';
import styles from './poll.module.css';
import type { PollStage } from './PollPanel';
import type { Polls } from './polls';
import { PreparedList } from './PreparedList';
import { TeacherCard } from './TeacherCard';
import { useAct, usePollsState } from './usePolls';
import { usePrepared } from './usePrepared';

interface Props {
  polls: Polls;
  classroomId: string;
  sessionId: string;
  learners: number;
  stage: PollStage | null;
}

/** Everything that staff do with polls: ask, follow, show, look back, prepare. */
export function TeacherPolls({ polls, classroomId, sessionId, learners, stage }: Props) {
  const { t } = useTranslation();
  const state = usePollsState(polls.model);
  const prepared = usePrepared(polls.api, classroomId);
  const { act, busy } = useAct();
  const newest = state.polls.toReversed();
  const closed = newest.filter((poll) => poll.state === 'closed');
  const card = { polls, sessionId, learners, stage };
  return (
    <>
      <NewPoll polls={polls} />
      {newest
        .filter((poll) => poll.state === 'open')
        .map((poll) => (
          <TeacherCard key={poll.pollId} poll={poll} {...card} />
        ))}
      {closed.length > 0 && (
        <section className={styles.section} aria-labelledby="poll-history">
          <div className={styles.sectionHead}>
            <h2 id="poll-history">{t('poll.history')}</h2>
            <Button size="small" variant="quiet" busy={busy} onClick={() => void act(async () => download(await polls.api.results(sessionId), 'polls.csv'))}>
              <Download size={16} aria-hidden="true" />
              {t('poll.exportResults')}
            </Button>
          </div>
          {closed.map((poll) => (
            <TeacherCard key={poll.pollId} poll={poll} {...card} />
          ))}
        </section>
      )}
      <PreparedList polls={polls} classroomId={classroomId} prepared={prepared} />
      <EditorDialog polls={polls} save={(id, poll) => prepared.save.mutateAsync({ id, poll })} />
    </>
  );
}
