import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Chip } from '@/shared/ui/Chip';
import { useFeedback } from '@/shared/ui/feedback';
import { AnswerInput } from './AnswerInput';
import { choiceOfKey, choose, cleaned, firstAnswer } from './answer';
import { OwnState } from './OwnState';
import styles from './poll.module.css';
import { PollResults } from './PollResults';
import type { Polls } from './polls';
import { PollTimer } from './PollTimer';
import { usePollName, usePollsState } from './usePolls';
import type { Poll } from './wire';

interface Props {
  polls: Polls;
  poll: Poll;
  /** Observers look on. */
  canVote: boolean;
}

/** One poll as a learner has it: the question, where it is answered, what came of it. */
export function LearnerCard({ polls, poll, canVote }: Props) {
  const { t } = useTranslation();
  const nameOf = usePollName();
  const { announcer } = useFeedback();
  const box = useRef<HTMLElement>(null);
  const { model } = polls;
  const { drafts, sending } = usePollsState(model);
  const draft = drafts.get(poll.pollId);
  const going = sending.get(poll.pollId);
  const open = poll.state === 'open';
  // Whoever has answered sees the answer; it becomes a form again where it may be changed and is.
  const writes = open && canVote && (!poll.mine || draft !== undefined);
  const answer = draft ?? poll.mine?.answer ?? firstAnswer(poll);
  const ready = cleaned(answer).length > 0;
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    if (!ready || going?.state === 'sending') return;
    void model.vote(poll.pollId, cleaned(answer)).then((taken) => {
      if (!taken) return;
      announcer.say(t('poll.sent'));
      // The button that had the focus is gone with the form.
      box.current?.focus({ preventScroll: true });
    });
  };
  const key = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
    const id = typing || event.ctrlKey || event.metaKey || event.altKey ? null : choiceOfKey(poll, event.key);
    if (!writes || id === null || going?.state === 'sending') return;
    event.preventDefault();
    model.draft(poll.pollId, choose(poll, answer, id));
  };
  return (
    // The digits are a second way to press what has the focus in the card anyway.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article ref={box} tabIndex={-1} className={styles.card} aria-label={nameOf(poll)} onKeyDown={key}>
      <div className={styles.cardHead}>
        <h2 className={styles.question} dir="auto">
          {nameOf(poll)}
        </h2>
        {open && <PollTimer endsAt={poll.endsAt} clockOffsetMs={polls.clockOffsetMs} />}
      </div>
      <p className={styles.chips}>
        {poll.anonymous ? <Chip>{t('poll.anonymousHint')}</Chip> : <Chip>{t('poll.namedHint')}</Chip>}
        {poll.points > 0 && <Chip tone="accent">{t('poll.worth', { count: poll.points })}</Chip>}
      </p>
      {writes && (
        <form className={styles.form} onSubmit={send}>
          <AnswerInput poll={poll} answer={answer} onChange={(next) => model.draft(poll.pollId, next)} disabled={going?.state === 'sending'} />
          <div className={styles.actions}>
            <Button type="submit" variant="primary" busy={going?.state === 'sending'} disabled={!ready}>
              {t('poll.send')}
            </Button>
            {poll.mine && <Button onClick={() => model.forget(poll.pollId)}>{t('common.cancel')}</Button>}
          </div>
        </form>
      )}
      <OwnState poll={poll} sending={going} writes={writes} onChange={poll.changeable && open && canVote ? () => model.draft(poll.pollId, poll.mine?.answer ?? firstAnswer(poll)) : null} />
      {poll.tally && (!open || poll.mine || !canVote) && <PollResults poll={poll} />}
    </article>
  );
}
