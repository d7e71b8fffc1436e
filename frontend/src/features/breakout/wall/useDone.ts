import { useState } from 'react';
import { useTry } from '@/shared/ui/useTry';

/** Waits for what was asked of the server; done is called where it was done, and a notice says what was refused. */
export function useDone(done: () => void): { busy: boolean; act(asked: () => Promise<unknown>): void } {
  const attempt = useTry();
  const [busy, setBusy] = useState(false);
  const act = (asked: () => Promise<unknown>) => {
    setBusy(true);
    void attempt(asked()).then((went) => {
      setBusy(false);
      if (went) done();
    });
  };
  return { busy, act };
}
