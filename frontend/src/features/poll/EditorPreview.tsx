import { useTranslation } from 'react-i18next';
import { AnswerInput } from './AnswerInput';
import { firstAnswer } from './answer';
import { hasOptions, type Draft } from './draft';
import styles from './poll.module.css';
import type { Poll } from './wire';

/** The poll as learners will have it; nothing in it can be pressed. */
export function EditorPreview({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const poll: Poll = {
    pollId: '',
    number: 1,
    kind: draft.kind,
    question: draft.question,
    options: hasOptions(draft.kind) ? draft.options : [],
    scale: draft.kind === 'scale' ? draft.scale : undefined,
    anonymous: draft.anonymous,
    graded: draft.graded,
    points: draft.points,
    results: draft.results,
    changeable: draft.changeable,
    seconds: draft.seconds,
    state: 'open',
    openedAt: '',
    endsAt: null,
    closedAt: null,
    resultsShown: false,
    rightShown: false,
  };
  return (
    <details>
      <summary className={styles.legend}>{t('poll.preview')}</summary>
      <div className={styles.card} inert>
        <p className={styles.question} dir="auto">
          {draft.question}
        </p>
        <AnswerInput poll={poll} answer={firstAnswer(poll)} onChange={() => undefined} disabled={false} />
      </div>
    </details>
  );
}
