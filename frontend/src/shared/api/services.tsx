import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import type { ApiClient } from './client';
import type { LoginState, LoginStore } from './login';

/** What every page may use; made once in app and handed down. */
export interface Services {
  api: ApiClient;
  login: LoginStore;
}

const ServicesContext = createContext<Services | null>(null);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>;
}

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('useServices needs a ServicesProvider');
  return services;
}

export function useApi(): ApiClient {
  return useServices().api;
}

export function useLogin(): LoginState {
  const { login } = useServices();
  return useSyncExternalStore(login.subscribe, login.getSnapshot);
}
