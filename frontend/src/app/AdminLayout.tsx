import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/shared/api/apiError';
import { useWords } from '@/shared/i18n/useWords';
import { Loading } from '@/shared/ui/Loading';
import { AdminApi } from '@/features/admin/adminApi';
import { AdminProvider } from '@/features/admin/adminContext';
import { AdminLoginStore } from '@/features/admin/adminLogin';
import { EnterGate } from '@/features/admin/EnterGate';

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: (failures, error) => failures < 2 && error instanceof ApiError && error.retryable, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
}

function createAdmin() {
  const login = new AdminLoginStore();
  return { login, api: new AdminApi(login) };
}

/** Everything under /admin needs the administrator's token, which a link from the server's console gives. */
export function AdminLayout() {
  const { t } = useTranslation();
  const [queries] = useState(createQueryClient);
  const [admin] = useState(createAdmin);
  const ready = useWords('admin');
  if (!ready) return <Loading page label={t('common.loading')} />;
  return (
    <AdminProvider admin={admin}>
      <EnterGate>
        <QueryClientProvider client={queries}>
          <Outlet />
        </QueryClientProvider>
      </EnterGate>
    </AdminProvider>
  );
}
