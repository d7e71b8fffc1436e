import { ApiError } from '@/shared/api/apiError';
import { decodeProblem } from '@/shared/api/decode';
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

  report = async (classroom: string, scope: Scope, signal?: AbortSignal): Promise<Analytics> => {
    const response = await this.get(path(classroom, scope), signal);
    const answer: Analytics = await response.json();
    return answer;
  };

  /** The file needs the bearer token, so it is fetched and then saved. */
  file = async (classroom: string, scope: Scope, file: TableFile): Promise<Blob> => (await this.get(`${path(classroom, scope)}/${file}.csv`)).blob();

  private async get(address: string, signal?: AbortSignal): Promise<Response> {
    const headers = new Headers({ Authorization: `Bearer ${this.login.getSnapshot().answer?.token ?? ''}` });
    let response: Response;
    try {
      response = await fetch(`/api/v1/${address}`, { headers, cache: 'no-store', signal: signal ?? AbortSignal.timeout(30_000) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw ApiError.offline();
    }
    if (!response.ok) throw new ApiError(response.status, decodeProblem(await response.json().catch(() => ({}))));
    return response;
  }
}

function path(classroom: string, scope: Scope): string {
  return `classrooms/${encodeURIComponent(classroom)}/${scope === 'course' ? 'course/analytics' : 'analytics'}`;
}
