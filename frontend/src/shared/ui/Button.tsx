import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';
import { cx } from './classes';

export type Variant = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Look {
  variant?: Variant;
  size?: 'small' | 'medium' | 'large';
  wide?: boolean;
  /** Square, for a single icon. */
  iconOnly?: boolean;
}

export function buttonClass({ variant = 'secondary', size = 'medium', wide, iconOnly }: Look, extra?: string): string {
  return cx(
    styles.button,
    styles[variant],
    size === 'large' && styles.large,
    size === 'small' && styles.small,
    wide && styles.wide,
    iconOnly && styles.icon,
    extra,
  );
}

type ButtonProps = Look & ButtonHTMLAttributes<HTMLButtonElement> & { busy?: boolean; children: ReactNode };

/** While busy the button keeps the focus and its words, and ignores presses. */
export function Button({ variant, size, wide, iconOnly, busy = false, className, children, onClick, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass({ variant, size, wide, iconOnly }, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

type LinkProps = Look & AnchorHTMLAttributes<HTMLAnchorElement> & { children: ReactNode };

export function LinkButton({ variant, size, wide, iconOnly, className, children, ...rest }: LinkProps) {
  return (
    <a {...rest} className={buttonClass({ variant, size, wide, iconOnly }, className)}>
      {children}
    </a>
  );
}

export function Spinner() {
  return <span className={styles.spinner} aria-hidden="true" />;
}
