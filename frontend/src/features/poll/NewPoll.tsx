import { useState } from 'react';
import { Pencil, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { InputField } from '@/shared/ui/Field';
import { longestQuestion, quick, quickKinds } from './draft';
import styles from './poll.module.css';
import type { Polls } from './polls';
import { useAct, useDesk } from './usePolls';

/** A poll in three presses: new, the kind, open. The question may be asked aloud. */
export function NewPoll({ polls }: { polls: Polls }) {
  const { t } = useTranslation();
  const { model, desk } = polls;
  const { asking, kind, question } = useDesk(desk);
  const { act, busy } = useAct();
  const [missing, setMissing] = useState(false);
  if (!asking) {
    return (
      <Button variant="primary" wide onClick={() => desk.ask(true)} data-first-focus="">
        <Plus size={18} aria-hidden="true" />
        {t('poll.new')}
      </Button>
    );
  }
  const open = async (event: React.FormEvent) => {
    event.preventDefault();
    const made = quick(kind, question);
    setMissing('problem' in made);
    if ('definition' in made && (await act(() => model.open(made.definition)))) desk.asked();
  };
  return (
    <form className={styles.card} onSubmit={(event) => void open(event)} aria-label={t('poll.new')}>
      <fieldset className={styles.kinds}>
        <legend className={styles.legend}>{t('poll.kindOf')}</legend>
        {quickKinds.map((one) => (
          <label key={one} className={styles.kind}>
            <input type="radio" name="poll-kind" className="srOnly" checked={kind === one} onChange={() => desk.choose(one)} />
            {t(`poll.quick.${one}`)}
          </label>
        ))}
      </fieldset>
      <InputField
        label={kind === 'word_cloud' || kind === 'text' ? t('poll.question') : t('poll.questionOptional')}
        value={question}
        maxLength={longestQuestion}
        dir="auto"
        onChange={(event) => desk.write(event.target.value)}
        error={missing ? t('poll.problem.question') : undefined}
      />
      <div className={styles.actions}>
        <Button type="submit" variant="primary" busy={busy}>
          {t('poll.open')}
        </Button>
        <Button onClick={() => desk.edit(null)}>
          <Pencil size={16} aria-hidden="true" />
          {t('poll.editor')}
        </Button>
        <Button variant="quiet" onClick={() => desk.ask(false)}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
