import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/ui/classes';
import { choicesOf, choose } from './answer';
import type { AnswerProps } from './AnswerInput';
import styles from './poll.module.css';
import { useChoiceText, usePollName } from './usePolls';

/** Radio buttons or checkboxes, with the digit that chooses each. */
export function ChoiceInput({ poll, answer, onChange, disabled }: AnswerProps) {
  const { t } = useTranslation();
  const name = useId();
  const nameOf = usePollName();
  const textOf = useChoiceText(poll);
  const many = poll.kind === 'multiple';
  return (
    <fieldset className={cx(styles.choices, poll.kind === 'scale' && styles.scale)} disabled={disabled}>
      <legend className="srOnly">{nameOf(poll)}</legend>
      {many && <p className={styles.quiet}>{t('poll.severalPossible')}</p>}
      {choicesOf(poll).map((choice, place) => (
        <label key={choice.id} className={styles.choice}>
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={answer.includes(choice.id)}
            onChange={() => onChange(choose(poll, answer, choice.id))}
            aria-keyshortcuts={place < 9 ? String(place + 1) : undefined}
          />
          {poll.kind === 'scale' ? (
            <bdi>
              {choice.text}
              <span className="srOnly">{textOf(choice).slice(choice.text.length)}</span>
            </bdi>
          ) : (
            <bdi dir="auto">{textOf(choice)}</bdi>
          )}
          {place < 9 && poll.kind !== 'scale' && (
            <kbd className={styles.key} aria-hidden="true">
              {place + 1}
            </kbd>
          )}
        </label>
      ))}
      {poll.scale && (poll.scale.minLabel || poll.scale.maxLabel) && (
        <p className={styles.ends} aria-hidden="true">
          <bdi dir="auto">{poll.scale.minLabel}</bdi>
          <bdi dir="auto">{poll.scale.maxLabel}</bdi>
        </p>
      )}
    </fieldset>
  );
}
