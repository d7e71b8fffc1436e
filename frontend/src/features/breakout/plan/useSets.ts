import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PlanApi } from './planApi';

/** The groups that were kept, and those of earlier. */
export function useSets(api: PlanApi) {
  const client = useQueryClient();
  const key = ['breakout', 'saved'];
  const saved = useQuery({ queryKey: key, queryFn: ({ signal }) => api.saved(signal) });
  const earlier = useQuery({ queryKey: ['breakout', 'earlier'], queryFn: ({ signal }) => api.earlier(signal) });
  const [state, setState] = useState<{ busy: boolean; failed: unknown }>({ busy: false, failed: null });
  /** Does something with the kept ones and reads them again; true where it was done. */
  const act = async (what: () => Promise<unknown>): Promise<boolean> => {
    setState({ busy: true, failed: null });
    try {
      await what();
      await client.invalidateQueries({ queryKey: key });
      setState({ busy: false, failed: null });
      return true;
    } catch (failed) {
      setState({ busy: false, failed });
      return false;
    }
  };
  return { saved, earlier, act, ...state };
}
