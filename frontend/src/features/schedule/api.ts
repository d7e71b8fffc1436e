import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { ApiError } from '@/shared/api/apiError';
import type { ApiClient } from '@/shared/api/client';
import { useApi } from '@/shared/api/services';
import type { Classroom } from '@/shared/api/types';

const pollMs = 2_000;

/** Spread over a fifth of the interval, so that a waiting class doesn't ask in step. */
export function pollDelay(random: () => number = Math.random): number {
  return Math.round(pollMs * (0.9 + 0.2 * random()));
}

export const classroomQuery = (api: ApiClient, id: string) =>
  queryOptions({ queryKey: ['classroom', id], queryFn: ({ signal }) => api.classroom(id, signal) });

export function useClassroom(id: string) {
  const api = useApi();
  return useQuery({ ...classroomQuery(api, id), refetchInterval: () => pollDelay(), refetchIntervalInBackground: true });
}

export function useSessions(classroomId: string, enabled: boolean) {
  const api = useApi();
  return useQuery({ queryKey: ['sessions', classroomId], queryFn: ({ signal }) => api.sessions(classroomId, signal), enabled });
}

/** A class is over: the lobby must not offer it for the moment until it has asked again. */
export function noteEnd(client: QueryClient, classroomId: string, sessionId: string): void {
  client.setQueryData<Classroom>(['classroom', classroomId], (old) => old && { ...old, liveSessionId: old.liveSessionId === sessionId ? null : old.liveSessionId, lastSessionId: sessionId });
  client.removeQueries({ queryKey: ['sessions', classroomId] });
}

/** Starts class; where it already runs (another teacher was quicker), that session is the answer. */
export function useStartSession(classroomId: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      try {
        return (await api.startSession(classroomId)).id;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'session_already_live' && error.sessionId) return error.sessionId;
        throw error;
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['classroom', classroomId] }),
  });
}
