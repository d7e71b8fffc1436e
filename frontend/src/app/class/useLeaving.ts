import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useApi } from '@/shared/api/services';
import type { ClassModel } from './classModel';

/** Learners leave at once; whoever may end class is asked which of the two is meant. */
export function useLeaving(model: ClassModel, sessionId: string, mayEnd: boolean) {
  const api = useApi();
  const [open, setOpen] = useState(false);
  const end = useMutation({ mutationFn: () => api.end(sessionId), onSuccess: () => model.ended() });
  return {
    open,
    ask: () => (mayEnd ? setOpen(true) : model.leave()),
    cancel: () => {
      setOpen(false);
      end.reset();
    },
    end: () => end.mutate(),
    ending: end.isPending,
    error: end.error,
  };
}
