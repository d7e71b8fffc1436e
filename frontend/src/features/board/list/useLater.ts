import { useEffect, useEffectEvent, useRef } from 'react';

/** Who goes quickly through the list isn't held up by the page, which follows when they rest. */
const restMs = 120;

/** Does something with the last of what was asked for. */
export function useLater<Value>(run: (value: Value) => void): (value: Value) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const rested = useEffectEvent(run);
  const asked = useRef<(value: Value) => void>(() => undefined);
  useEffect(() => {
    asked.current = (value) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => rested(value), restMs);
    };
    return () => clearTimeout(timer.current);
  }, []);
  return (value) => asked.current(value);
}
