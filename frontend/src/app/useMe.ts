import { useQuery } from '@tanstack/react-query';
import { useApi, useLogin } from '@/shared/api/services';

/** Who the server says this person is, and what they may do. */
export function useMe() {
  const api = useApi();
  const { answer } = useLogin();
  return useQuery({ queryKey: ['me', answer?.me.userId], queryFn: ({ signal }) => api.me(signal), staleTime: 60_000 });
}
