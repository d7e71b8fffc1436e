import { ask, call } from '@/shared/api/ask';
import type { LoginStore } from '@/shared/api/login';
import type { components } from '@/shared/api/schema.gen';

type Schemas = components['schemas'];
export type Analytics = Schemas['Analytics'];
export type Meeting = Schemas['AnalyticsSession'];
export type Learner = Schemas['AnalyticsLearner'];
export type Cell = Schemas['AnalyticsCell'];
export type Slip = Schemas['AnalyticsSlip'];
export type Reason = Schemas['AnalyticsReason'];
export type Equity = Schemas['AnalyticsEquity'];
export type Question = Schemas['AnalyticsQuestion'];

/** Of what the report is: one classroom, or every one of the course that the person teaches. */
export type Scope = 'room' | 'course';

/** The tables to take away. */
export type TableFile = 'sessions' | 'attendance' | 'slipping' | 'equity' | 'questions' | 'mastery';

export class AnalyticsApi {
  private readonly login: LoginStore;

  constructor(login: LoginStore) {
    this.login = login;
  }

  report = (classroom: string, scope: Scope, signal?: AbortSignal): Promise<Analytics> => ask(this.login, 'GET', path(classroom, scope), undefined, signal);

  /** The file needs the bearer token, so it is fetched and then saved. */
  file = async (classroom: string, scope: Scope, file: TableFile): Promise<Blob> => (await call(this.login, 'GET', `${path(classroom, scope)}/${file}.csv`)).blob();
}

function path(classroom: string, scope: Scope): string {
  return `classrooms/${encodeURIComponent(classroom)}/${scope === 'course' ? 'course/analytics' : 'analytics'}`;
}
