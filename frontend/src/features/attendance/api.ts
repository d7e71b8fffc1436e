import { useQuery } from '@tanstack/react-query';
import { useApi } from '@/shared/api/services';

export function useAttendance(sessionId: string, live: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ['attendance', sessionId],
    queryFn: ({ signal }) => api.attendance(sessionId, signal),
    refetchInterval: live ? 5_000 : false,
  });
}
