import { createContext, use, useState, type ReactNode } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ForwardApi, type Asker, type FillInput, type RefusedInput, type StoreInput } from './forwardApi';

const ForwardContext = createContext<ForwardApi | null>(null);

export function ForwardProvider({ ask, children }: { ask: Asker; children: ReactNode }) {
  const [api] = useState(() => new ForwardApi(ask));
  return <ForwardContext value={api}>{children}</ForwardContext>;
}

export function useForward(): ForwardApi {
  const api = use(ForwardContext);
  if (!api) throw new Error('useForward needs a ForwardProvider');
  return api;
}

/** How often the ledger is looked at anew. */
const refreshMs = 5000;

export function useLedger() {
  const api = useForward();
  return useQuery({ queryKey: ['forward', 'ledger'], queryFn: ({ signal }) => api.ledger(signal), refetchInterval: refreshMs });
}

export function useChoices() {
  const api = useForward();
  return useQuery({ queryKey: ['forward', 'choices'], queryFn: ({ signal }) => api.choices(signal) });
}

export function usePlatformNames() {
  const api = useForward();
  return useQuery({ queryKey: ['forward', 'platforms'], queryFn: ({ signal }) => api.platforms(signal) });
}

export function useRefused(id: string, reason: string, after: string) {
  const api = useForward();
  return useQuery({ queryKey: ['forward', 'refused', id, reason, after], queryFn: ({ signal }) => api.refused(id, reason, after, signal) });
}

/** Something that changes what the ledger shows. */
function useChange<In, Out>(change: (api: ForwardApi, input: In) => Promise<Out>) {
  const api = useForward();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: In) => change(api, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['forward'] }),
  });
}

export const useAdd = () => useChange((api, input: StoreInput) => api.add(input));
export const useChangeStore = (id: string) => useChange((api, input: StoreInput) => api.change(id, input));
export const useRemove = (id: string) => useChange((api) => api.remove(id));
export const usePause = (id: string) => useChange((api) => api.pause(id));
export const useResume = (id: string) => useChange((api) => api.resume(id));
export const useFill = (id: string) => useChange((api, input: FillInput) => api.fill(id, input));
export const useRetry = (id: string) => useChange((api, which: RefusedInput) => api.retry(id, which));
export const useDrop = (id: string) => useChange((api, which: RefusedInput) => api.drop(id, which));

/** A test changes nothing. */
export function useTest(id: string | null) {
  const api = useForward();
  return useMutation({ mutationFn: (input: StoreInput) => api.test(id, input) });
}
