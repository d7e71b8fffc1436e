import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Outlet, useLocation, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '@/shared/api/apiError';
import { useLogin } from '@/shared/api/services';
import { LaunchAgainPage } from './ErrorPage';

const tries = 2;

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < tries && error instanceof ApiError && error.retryable,
        retryDelay: (attempt) => 500 * 2 ** attempt,
        refetchOnWindowFocus: false,
        // "Online" as browsers see it is often wrong behind school proxies.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** Everything under a classroom needs the login that the launch gave this tab for this classroom. */
export function ClassroomLayout() {
  const [queries] = useState(createQueryClient);
  const { answer, expired } = useLogin();
  const { classroomId } = useParams({ from: '/c/$classroomId' });
  // A running class is never torn down by a refused call; it ends with a page of its own.
  const inClass = useLocation({ select: ({ pathname }) => /\/s\/[^/]+\/?$/.test(pathname) });
  if (!answer || (expired && !inClass) || answer.classroomId !== classroomId) return <LaunchAgainPage />;
  return (
    <QueryClientProvider client={queries}>
      <Outlet />
    </QueryClientProvider>
  );
}
