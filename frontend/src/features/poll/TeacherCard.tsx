import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/shared/ui/Chip';
import { AnswersDialog } from './AnswersDialog';
import { choicesOf } from './answer';
import styles from './poll.module.css';
import type { PollStage } from './PollPanel';
import { PollResults } from './PollResults';
import type { Polls } from './polls';
import { PollTimer } from './PollTimer';
import { RemovePoll } from './RemovePoll';
import { TeacherActions } from './TeacherActions';
import { TeacherMenu } from './TeacherMenu';
import { useAct, useChoiceText, usePollName } from './usePolls';
import type { Poll } from './wire';

interface Props {
  polls: Polls;
  poll: Poll;
  sessionId: string;
  learners: number;
  stage: PollStage | null;
}

/** One poll as staff have it: who has answered, what, and what to do with it. */
export function TeacherCard({ polls, poll, sessionId, learners, stage }: Props) {
  const { t } = useTranslation();
  const nameOf = usePollName();
  const { act } = useAct();
  const [dialog, setDialog] = useState<'answers' | 'remove' | null>(null);
  const textOf = useChoiceText(poll);
  const texts = new Map(choicesOf(poll).map((choice) => [choice.id, textOf(choice)]));
  const voted = poll.tally?.voted ?? 0;
  const open = poll.state === 'open';
  // Closed polls stand below a heading of their own.
  const Heading = open ? 'h2' : 'h3';
  return (
    <article className={styles.card} aria-label={nameOf(poll)}>
      <div className={styles.cardHead}>
        <Heading className={styles.question} dir="auto">
          {nameOf(poll)}
        </Heading>
        <div className={styles.headEnd}>
          {open && <PollTimer endsAt={poll.endsAt} clockOffsetMs={polls.clockOffsetMs} />}
          <TeacherMenu polls={polls} poll={poll} onAnswers={() => setDialog('answers')} onRemove={() => setDialog('remove')} />
        </div>
      </div>
      <p className={styles.chips}>
        <Chip tone={open ? 'ok' : 'neutral'}>{open ? t('poll.isOpen') : t('poll.isClosed')}</Chip>
        {open && <Chip>{t('poll.votedOf', { voted, of: Math.max(voted, learners) })}</Chip>}
        {poll.anonymous && <Chip>{t('poll.anonymous')}</Chip>}
        {poll.points > 0 && <Chip tone="accent">{t('poll.worth', { count: poll.points })}</Chip>}
        <Chip>{poll.resultsShown ? t('poll.learnersSee') : t('poll.learnersDontSee')}</Chip>
      </p>
      <PollResults poll={poll} onHide={(key, hidden) => void act(() => polls.model.hide(poll.pollId, key, hidden))} />
      {poll.right && (poll.kind === 'text' || poll.kind === 'ordering') && (
        <p className={styles.quiet}>
          {t('poll.rightIs')} <bdi dir="auto">{poll.right.map((id) => texts.get(id) ?? id).join(poll.kind === 'ordering' ? ' → ' : ' · ')}</bdi>
        </p>
      )}
      <TeacherActions polls={polls} poll={poll} stage={stage} />
      <AnswersDialog api={polls.api} sessionId={sessionId} poll={dialog === 'answers' ? poll : null} onClose={() => setDialog(null)} />
      <RemovePoll isOpen={dialog === 'remove'} text={t('poll.removeText', { name: nameOf(poll) })} onRemove={() => act(() => polls.model.remove(poll.pollId))} onClose={() => setDialog(null)} />
    </article>
  );
}
