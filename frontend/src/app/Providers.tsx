import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '@/shared/api/apiError';
import { ServicesProvider, type Services } from '@/shared/api/services';
import { FeedbackProvider, type Feedback } from '@/shared/ui/feedback';
import { ErrorBoundary } from './ErrorBoundary';

const tries = 2;

export function createQueryClient(): QueryClient {
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

interface Props {
  services: Services;
  feedback: Feedback;
  queries: QueryClient;
  children: ReactNode;
}

export function Providers({ services, feedback, queries, children }: Props) {
  return (
    <ErrorBoundary api={services.api}>
      <ServicesProvider services={services}>
        <QueryClientProvider client={queries}>
          <FeedbackProvider feedback={feedback}>{children}</FeedbackProvider>
        </QueryClientProvider>
      </ServicesProvider>
    </ErrorBoundary>
  );
}
