import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Problem } from '@/shared/ui/Problem';
import { choicesOf } from './answer';
import type { PollApi } from './api';
import styles from './poll.module.css';
import { useChoiceText } from './usePolls';
import type { Poll } from './wire';

interface Props {
  api: PollApi;
  sessionId: string;
  poll: Poll | null;
  onClose: () => void;
}

/** Who answered what in a named poll. */
export function AnswersDialog({ api, sessionId, poll, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={poll !== null} onClose={onClose} title={t('poll.whoAnswered')}>
      {poll && <Answers api={api} sessionId={sessionId} poll={poll} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Answers({ api, sessionId, poll }: { api: PollApi; sessionId: string; poll: Poll }) {
  const { t } = useTranslation();
  const textOf = useChoiceText(poll);
  const texts = new Map(choicesOf(poll).map((choice) => [choice.id, textOf(choice)]));
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['pollAnswers', sessionId, poll.pollId, poll.tally?.voted ?? 0],
    queryFn: ({ signal }) => api.answers(sessionId, poll.pollId, signal),
  });
  if (error) return <Problem error={error} retry={() => void refetch()} busy={isFetching} />;
  if (!data) return <p>{t('common.loading')}</p>;
  if (data.length === 0) return <p>{t('poll.noAnswers')}</p>;
  return (
    <ul className={styles.words}>
      {data.map((line) => (
        <li key={line.userId} className={styles.word}>
          <bdi dir="auto" className={styles.wordText}>
            {line.name}
          </bdi>
          <bdi dir="auto" className={styles.wordText}>
            {line.answer.map((id) => texts.get(id) ?? id).join(poll.kind === 'ordering' ? ' → ' : ' · ')}
          </bdi>
          {line.right !== undefined &&
            (line.right ? <Check size={16} role="img" aria-label={t('poll.isRight')} className={styles.right} /> : <X size={16} role="img" aria-label={t('poll.isWrong')} className={styles.wrong} />)}
        </li>
      ))}
    </ul>
  );
}
