import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { choicesOf } from './answer';
import { markOf } from './grade';
import styles from './poll.module.css';
import type { Sending } from './pollModel';
import { useChoiceText } from './usePolls';
import type { Poll } from './wire';

interface Props {
  poll: Poll;
  sending: Sending | undefined;
  writes: boolean;
  /** Null where an answer can't be changed. */
  onChange: (() => void) | null;
}

/** What became of the person's own answer. */
export function OwnState({ poll, sending, writes, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useChoiceText(poll);
  const mark = markOf(poll);
  const texts = new Map(choicesOf(poll).map((choice) => [choice.id, textOf(choice)]));
  const right = poll.rightShown ? (poll.right ?? []) : [];
  const named = (ids: readonly string[]) => ids.map((id) => texts.get(id) ?? id).join(poll.kind === 'ordering' ? ' → ' : ' · ');
  return (
    <>
      {sending?.state === 'failed' && (
        <p className={styles.failed} role="alert">
          {codeOf(sending.error) === 'conflict' ? t('poll.refused') : t(`problem.${codeOf(sending.error)}`)}
        </p>
      )}
      {poll.mine && !writes && (
        <div className={styles.sent}>
          <p>
            <Check size={16} aria-hidden="true" /> {t('poll.sent')} {poll.mine.answer && <bdi dir="auto">{named(poll.mine.answer)}</bdi>}
          </p>
          {onChange && (
            <Button size="small" onClick={onChange}>
              {t('poll.change')}
            </Button>
          )}
        </div>
      )}
      {poll.state === 'closed' && !poll.mine && <p className={styles.quiet}>{t('poll.notAnswered')}</p>}
      {mark && (
        <p className={mark.right ? styles.markRight : styles.markWrong}>
          {mark.right ? <Check size={16} aria-hidden="true" /> : <X size={16} aria-hidden="true" />}
          {mark.right ? t('poll.youWereRight') : t('poll.youWereWrong')}
          {poll.points > 0 && !poll.anonymous && ` · ${t('poll.pointsOf', { given: format.number(mark.points), maximum: format.number(poll.points) })}`}
        </p>
      )}
      {right.length > 0 && (
        <p className={styles.quiet}>
          {t('poll.rightIs')} <bdi dir="auto">{named(right)}</bdi>
        </p>
      )}
    </>
  );
}
