import type { ReactNode } from 'react';
import { ServicesProvider, type Services } from '@/shared/api/services';
import { FeedbackProvider, type Feedback } from '@/shared/ui/feedback';
import { ErrorBoundary } from './ErrorBoundary';

interface Props {
  services: Services;
  feedback: Feedback;
  children: ReactNode;
}

export function Providers({ services, feedback, children }: Props) {
  return (
    <ErrorBoundary api={services.api}>
      <ServicesProvider services={services}>
        <FeedbackProvider feedback={feedback}>{children}</FeedbackProvider>
      </ServicesProvider>
    </ErrorBoundary>
  );
}
