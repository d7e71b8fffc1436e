import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '@/shared/api/services';
import type { GradeLine } from '@/shared/api/types';

const pollMs = 2_000;

export function anyQueued(lines: readonly GradeLine[] | undefined): boolean {
  return lines?.some((line) => line.state === 'queued') ?? false;
}

/** Follows scores until the LMS has them; `settling` keeps asking right after class, while lines still appear. */
export function useGrades(sessionId: string, settling: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ['grades', sessionId],
    queryFn: ({ signal }) => api.grades(sessionId, signal),
    refetchInterval: (query) => (settling || anyQueued(query.state.data) ? pollMs : false),
  });
}

export function useOverride(sessionId: string) {
  const api = useApi();
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['grades', sessionId] }),
      client.invalidateQueries({ queryKey: ['attendance', sessionId] }),
    ]);
  const set = useMutation({
    mutationFn: ({ line, score, reason }: { line: GradeLine; score: number; reason: string }) =>
      api.override(sessionId, line.userId, line.activity, score, reason),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (line: GradeLine) => api.removeOverride(sessionId, line.userId, line.activity),
    onSuccess: refresh,
  });
  return { set, remove };
}

export function useRetryGrades(sessionId: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.retryGrades(sessionId),
    onSuccess: () => client.invalidateQueries({ queryKey: ['grades', sessionId] }),
  });
}
