import { ask } from '@/shared/api/ask';
import type { LoginStore } from '@/shared/api/login';
import type { components } from '@/shared/api/schema.gen';

type Schemas = components['schemas'];
export type RosterPerson = Schemas['RosterPerson'];
export type RosterGroup = Schemas['RosterGroup'];
export type RosterChange = Schemas['RosterChange'];
export type RosterFailure = Schemas['RosterFailure'];
/** The description can't say that an object may be missing. */
export type RosterRefresh = Readonly<Omit<Schemas['RosterRefresh'], 'failure'> & { failure: RosterFailure | null }>;
export type RosterPage = Readonly<Omit<Schemas['RosterPage'], 'refresh'> & { refresh: RosterRefresh }>;

/** What the page of a classroom's people asks of the server. */
export class RosterApi {
  private readonly login: LoginStore;

  constructor(login: LoginStore) {
    this.login = login;
  }

  people = (classroom: string, signal?: AbortSignal): Promise<RosterPage> => ask(this.login, 'GET', `classrooms/${encodeURIComponent(classroom)}/people`, undefined, signal);

  refresh = (classroom: string): Promise<RosterPage> => ask(this.login, 'POST', `classrooms/${encodeURIComponent(classroom)}/people/refresh`);
}
