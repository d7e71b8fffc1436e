import styles from '../dialogs/dialogs.module.css';

interface Props<Id extends string> {
  name: string;
  legend: string;
  disabled: boolean;
  chosen: Id;
  choices: readonly { id: Id; label: string; hint: string | null }[];
  onChoose: (id: Id) => void;
}

/** One of several, with a word on what each is for. */
export function Choices<Id extends string>({ name, legend, disabled, chosen, choices, onChoose }: Props<Id>) {
  return (
    <fieldset className={styles.choices} disabled={disabled}>
      <legend className={styles.legend}>{legend}</legend>
      {choices.map(({ id, label, hint }) => (
        <div key={id}>
          <label className={styles.choice}>
            <input type="radio" name={name} checked={chosen === id} aria-describedby={hint === null ? undefined : `${name}-${id}`} onChange={() => onChoose(id)} />
            {label}
          </label>
          {hint !== null && (
            <p id={`${name}-${id}`} className={styles.choiceHint}>
              {hint}
            </p>
          )}
        </div>
      ))}
    </fieldset>
  );
}
