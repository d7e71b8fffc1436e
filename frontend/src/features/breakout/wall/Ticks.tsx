import styles from './wall.module.css';

interface Props {
  label: string;
  options: readonly { id: string; name: string }[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** Some of several, each with a box to tick. */
export function Ticks({ label, options, chosen, onChange }: Props) {
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <fieldset className={styles.ticks}>
      <legend>{label}</legend>
      {options.map(({ id, name }) => (
        <label key={id} className={styles.tick}>
          <input type="checkbox" checked={chosen.has(id)} onChange={(event) => toggle(id, event.target.checked)} />
          <bdi dir="auto">{name}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
