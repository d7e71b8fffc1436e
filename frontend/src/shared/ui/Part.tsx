import { useId, type ReactNode } from 'react';
import styles from './part.module.css';

interface Props {
  title: string;
  /** What chooses what is shown, beside the title. */
  choice?: ReactNode;
  children: ReactNode;
}

/** A named part of a section. */
export function Part({ title, choice, children }: Props) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id}>{title}</h3>
        {choice}
      </div>
      {children}
    </section>
  );
}
