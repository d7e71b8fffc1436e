import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { SelectField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import { newDraft, toPlan, type Draft } from './draft';
import { DraftForm } from './DraftForm';
import { ExistingList } from './ExistingList';
import styles from './link.module.css';
import type { LinkChoice } from './linkApi';

interface Props {
  choice: LinkChoice;
  /** Sends the answer; an empty one cancels. */
  onAnswer: (items: readonly unknown[]) => void;
  busy: boolean;
  error: unknown;
}

/** Picks classes of the course and makes new ones, one or several at once. */
export function ChooseView({ choice, onAnswer, busy, error }: Props) {
  const { t } = useTranslation('link');
  const form = useRef<HTMLFormElement>(null);
  const next = useRef(1);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => (choice.classrooms.length === 0 ? [newDraft(0, choice.defaults)] : []));
  const [target, setTarget] = useState(choice.targets[0] ?? '');
  const [tried, setTried] = useState(false);
  const plans = drafts.map((draft) => ({ draft, ...toPlan(draft, choice.defaults) }));
  const count = picked.length + drafts.length;
  const full = !choice.many && count > 0;
  const pick = (id: string, on: boolean) => setPicked((old) => (choice.many ? old.filter((other) => other !== id) : []).concat(on ? [id] : []));
  const add = () => {
    setDrafts((old) => [...old, newDraft(next.current++, choice.defaults)]);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('section:last-of-type input')?.focus());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (count === 0) return;
    if (plans.some(({ problems }) => problems)) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    onAnswer([...picked.map((classroomId) => ({ classroomId, target })), ...plans.map(({ plan }) => ({ plan, target }))]);
  };
  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      <ExistingList classrooms={choice.classrooms} picked={picked} locked={full} onPick={pick} />
      <div className={styles.drafts}>
        <h2>{t('choose.new')}</h2>
        {plans.map(({ draft, problems }, i) => (
          <DraftForm
            key={draft.key}
            draft={draft}
            number={i + 1}
            problems={tried ? (problems ?? []) : []}
            onRemove={count > 1 || choice.classrooms.length > 0 ? () => setDrafts((old) => old.filter(({ key }) => key !== draft.key)) : null}
            onChange={(change) => setDrafts((old) => old.map((other) => (other.key === draft.key ? { ...other, ...change } : other)))}
          />
        ))}
        {!full && (
          <div>
            <Button onClick={add}>{drafts.length === 0 ? t('choose.addNew') : t('choose.addAnother')}</Button>
          </div>
        )}
        {!choice.many && <p className={styles.note}>{t('choose.one')}</p>}
      </div>
      {choice.targets.length > 1 && (
        <div className={styles.target}>
          <SelectField label={t('target.label')} hint={t('target.hint')} value={target} onChange={(event) => setTarget(event.target.value)}>
            <option value="window">{t('target.window')}</option>
            <option value="iframe">{t('target.iframe')}</option>
          </SelectField>
        </div>
      )}
      {Boolean(error) && <Problem error={error} />}
      <p className={styles.note} role="status">
        {tried && count === 0 ? t('choose.nothing') : ''}
      </p>
      <div className={styles.actions}>
        <Button type="submit" variant="primary" busy={busy}>
          {t('choose.add', { count })}
        </Button>
        <Button onClick={() => onAnswer([])} busy={busy}>
          {t('choose.cancel')}
        </Button>
      </div>
    </form>
  );
}
