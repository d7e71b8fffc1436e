import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AdminApi, PlatformEdit, PlatformInput } from './adminApi';
import type { AdminLogin, AdminLoginStore } from './adminLogin';

interface Admin {
  api: AdminApi;
  login: AdminLoginStore;
}

const AdminContext = createContext<Admin | null>(null);

export function AdminProvider({ admin, children }: { admin: Admin; children: ReactNode }) {
  return <AdminContext value={admin}>{children}</AdminContext>;
}

export function useAdmin(): Admin {
  const admin = use(AdminContext);
  if (!admin) throw new Error('useAdmin needs an AdminProvider');
  return admin;
}

export function useAdminLogin(): AdminLogin | null {
  const { login } = useAdmin();
  return useSyncExternalStore(login.subscribe, login.getSnapshot);
}

/** How often the cards are looked at anew: what they show is written at most once a minute. */
const refreshMs = 30_000;

export function usePlatforms() {
  const { api } = useAdmin();
  return useQuery({ queryKey: ['admin', 'platforms'], queryFn: ({ signal }) => api.platforms(signal), refetchInterval: refreshMs });
}

export function useSetup() {
  const { api } = useAdmin();
  return useQuery(queryOptions({ queryKey: ['admin', 'setup'], queryFn: ({ signal }) => api.setup(signal), staleTime: Infinity }));
}

export function useInvites() {
  const { api } = useAdmin();
  return useQuery({ queryKey: ['admin', 'invites'], queryFn: ({ signal }) => api.invites(signal) });
}

export function useKeys() {
  const { api } = useAdmin();
  return useQuery({ queryKey: ['admin', 'keys'], queryFn: ({ signal }) => api.keys(signal) });
}

/** Something that changes what the lists show. */
function useChange<In, Out>(what: 'platforms' | 'invites' | 'keys', change: (api: AdminApi, input: In) => Promise<Out>) {
  const { api } = useAdmin();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: In) => change(api, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['admin', what] }),
  });
}

export const useAddPlatform = () => useChange('platforms', (api, input: PlatformInput) => api.add(input));
export const useChangePlatform = () => useChange('platforms', (api, { id, edit }: { id: string; edit: PlatformEdit }) => api.change(id, edit));
export const useRemovePlatform = () => useChange('platforms', (api, id: string) => api.remove(id));
export const useMakeInvite = () => useChange('invites', (api, name: string) => api.invite(name));
export const useWithdrawInvite = () => useChange('invites', (api, id: string) => api.withdraw(id));
export const useMakeKey = () => useChange('keys', (api) => api.makeKey());
export const useUseKey = () => useChange('keys', (api, id: string) => api.useKey(id));
export const useRetireKey = () => useChange('keys', (api, id: string) => api.retireKey(id));
