import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';
import styles from './field.module.css';

interface Shared {
  label: ReactNode;
  hint?: string;
  error?: string;
}

interface Wired {
  id: string;
  className: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

function Frame({ label, hint, error, control }: Shared & { control: (wired: Wired) => ReactNode }) {
  const id = useId();
  const described = error || hint ? `${id}-note` : undefined;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {control({ id, className: styles.control ?? '', 'aria-invalid': error ? true : undefined, 'aria-describedby': described })}
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

export function InputField({ label, hint, error, ...rest }: Shared & InputHTMLAttributes<HTMLInputElement>) {
  return <Frame label={label} hint={hint} error={error} control={(wired) => <input {...rest} {...wired} />} />;
}

export function TextField({ label, hint, error, ...rest }: Shared & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <Frame label={label} hint={hint} error={error} control={(wired) => <textarea {...rest} {...wired} />} />;
}
