import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';
import styles from './field.module.css';

interface Shared {
  label: ReactNode;
  hint?: string;
  error?: string;
  /** Stands at the end of the same line, such as a unit. */
  beside?: ReactNode;
}

interface Wired {
  id: string;
  className: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

function Frame({ label, hint, error, beside, control }: Shared & { control: (wired: Wired) => ReactNode }) {
  const id = useId();
  const described = error || hint ? `${id}-note` : undefined;
  const wired = control({ id, className: styles.control ?? '', 'aria-invalid': error ? true : undefined, 'aria-describedby': described });
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {beside ? (
        <div className={styles.line}>
          {wired}
          {beside}
        </div>
      ) : (
        wired
      )}
      {described && (
        <p id={described} className={error ? styles.error : styles.hint}>
          {error || hint}
        </p>
      )}
    </div>
  );
}

export function SelectField({ label, hint, error, children, ...rest }: Shared & SelectHTMLAttributes<HTMLSelectElement>) {
  return <Frame label={label} hint={hint} error={error} control={(wired) => <select {...rest} {...wired}>{children}</select>} />;
}

export function InputField({ label, hint, error, beside, ...rest }: Shared & InputHTMLAttributes<HTMLInputElement>) {
  return <Frame label={label} hint={hint} error={error} beside={beside} control={(wired) => <input {...rest} {...wired} />} />;
}

/** A bare select, for the end of another field's line. */
export function BareSelect({ label, children, ...rest }: { label: string } & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <select {...rest} className={styles.control} aria-label={label}>
      {children}
    </select>
  );
}

export function TextField({ label, hint, error, ...rest }: Shared & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <Frame label={label} hint={hint} error={error} control={(wired) => <textarea {...rest} {...wired} />} />;
}
