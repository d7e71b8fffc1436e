import { useCallback, useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { doctorSteps, noWalk, type DoctorStep, type Walk } from './doctor';
import { useAdmin } from './adminContext';

/** A walk through one connection; the one before is given up. */
export function useWalk(platformId: string): { walk: Walk; start: () => void } {
  const { api } = useAdmin();
  const client = useQueryClient();
  const [walk, setWalk] = useState<Walk>(noWalk);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = useCallback(() => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const put = (change: (old: Walk) => Walk) => {
      if (!abort.signal.aborted) setWalk(change);
    };
    const tell = (step: DoctorStep) => put((old) => ({ ...old, steps: [...old.steps, step] }));
    const go = async () => {
      put(() => ({ state: 'running', steps: [] }));
      try {
        await api.doctor(platformId, tell, abort.signal);
        put((old) => ({ ...old, state: old.steps.length < doctorSteps.length ? 'broken' : 'done' }));
      } catch {
        put((old) => ({ ...old, state: 'broken' }));
      }
      await client.invalidateQueries({ queryKey: ['admin', 'platforms'] });
    };
    void go();
  }, [api, client, platformId]);
  return { walk, start };
}
