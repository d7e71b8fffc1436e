import { useEffect, useRef, useState } from 'react';
import { cx } from '@/shared/ui/classes';
import styles from './message.module.css';

interface Props {
  text: string;
  display: boolean;
}

/** A formula. Until KaTeX is there, and where it doesn't understand the formula, its source is shown. */
export function MathText({ text, display }: Props) {
  const place = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    let wanted = true;
    import('@/shared/math/katex')
      .then(({ renderMath }) => {
        if (wanted && place.current) setShown(renderMath(text, place.current, display));
      })
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [text, display]);
  const sign = display ? '$$' : '$';
  return (
    <span className={cx(styles.math, display && styles.display)} dir="ltr">
      <span ref={place} hidden={!shown} />
      {!shown && <code>{sign + text + sign}</code>}
    </span>
  );
}
