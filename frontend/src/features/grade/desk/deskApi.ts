import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask, call } from '@/shared/api/ask';
import type { LoginStore } from '@/shared/api/login';
import { useServices } from '@/shared/api/services';
import { countCells, type CellId, type Desk, type GradingPreview, type GradingRules, type PersonGrades, type PlannedRequest } from './desk';

/** The desk's part of the API. */
export class DeskApi {
  private readonly login: LoginStore;

  constructor(login: LoginStore) {
    this.login = login;
  }

  desk = (session: string, signal?: AbortSignal): Promise<Desk> => this.json('GET', `sessions/${session}/desk`, undefined, signal);
  read = (session: string): Promise<Desk> => this.json('POST', `sessions/${session}/grades/read`);
  person = (session: string, user: string, signal?: AbortSignal): Promise<PersonGrades> => this.json('GET', `sessions/${session}/grades/${user}`, undefined, signal);
  send = (session: string, cells: readonly CellId[]): Promise<{ queued: number }> => this.json('POST', `sessions/${session}/grades/send`, { cells });
  plan = (session: string, cells: readonly CellId[], signal?: AbortSignal): Promise<{ requests: PlannedRequest[] }> => this.json('POST', `sessions/${session}/grades/plan`, { cells }, signal);
  override = (session: string, { userId, activity }: CellId, scoreGiven: number, reason: string): Promise<unknown> =>
    this.json('PUT', `sessions/${session}/grades/${userId}/${activity}/override`, { scoreGiven, reason });
  mark = (session: string, group: string, activity: string, scoreGiven: number, reason: string): Promise<unknown> =>
    this.json('POST', `sessions/${session}/groups/${group}/grades`, { activity, scoreGiven, reason });
  excuse = (session: string, { userId, activity }: CellId, reason: string): Promise<unknown> => this.json('PUT', `sessions/${session}/grades/${userId}/${activity}/excuse`, { reason });
  reset = (session: string, { userId, activity }: CellId): Promise<unknown> => this.json('DELETE', `sessions/${session}/grades/${userId}/${activity}/override`);
  rules = (classroom: string, signal?: AbortSignal): Promise<GradingRules> => this.json('GET', `classrooms/${classroom}/grading`, undefined, signal);
  saveRules = (classroom: string, rules: GradingRules, regrade: boolean): Promise<GradingRules> => this.json('PUT', `classrooms/${classroom}/grading`, { ...rules, regrade });
  preview = (classroom: string, rules: GradingRules, signal?: AbortSignal): Promise<GradingPreview> => this.json('POST', `classrooms/${classroom}/grading/preview`, rules, signal);
  file = async (session: string, kind: 'csv' | 'xlsx'): Promise<Blob> => (await call(this.login, 'GET', `sessions/${session}/grades.${kind}`)).blob();

  private json<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return ask(this.login, method, path, body, signal);
  }
}

export function useDeskApi(): DeskApi {
  const { login } = useServices();
  return useMemo(() => new DeskApi(login), [login]);
}

const pollMs = 1_500;

/** The desk of a session; follows scores that are on their way, and a class that is on. */
export function useDesk(sessionId: string, moving: boolean) {
  const api = useDeskApi();
  return useQuery({
    queryKey: ['desk', sessionId],
    queryFn: ({ signal }) => api.desk(sessionId, signal),
    refetchInterval: (query) => {
      const desk = query.state.data;
      if (desk && countCells(desk, (cell) => cell.score?.state === 'queued') > 0) return pollMs;
      return moving ? 5_000 : false;
    },
  });
}

/** `every` is how soon it is asked for again, in milliseconds. */
export function usePerson(sessionId: string, userId: string, every: number | false) {
  const api = useDeskApi();
  return useQuery({ queryKey: ['desk-person', sessionId, userId], queryFn: ({ signal }) => api.person(sessionId, userId, signal), refetchInterval: every });
}

/** Everything that changes the desk; each leaves it fresh. */
export function useDeskActs(sessionId: string) {
  const api = useDeskApi();
  const client = useQueryClient();
  const refresh = () =>
    Promise.all(['desk', 'desk-person', 'grades', 'attendance'].map((key) => client.invalidateQueries({ queryKey: [key, sessionId] })));
  return {
    read: useMutation({ mutationFn: () => api.read(sessionId), onSuccess: (desk) => client.setQueryData(['desk', sessionId], desk) }),
    send: useMutation({ mutationFn: (cells: readonly CellId[]) => api.send(sessionId, cells), onSuccess: refresh }),
    override: useMutation({ mutationFn: (to: CellId & { score: number; reason: string }) => api.override(sessionId, to, to.score, to.reason), onSuccess: refresh }),
    mark: useMutation({ mutationFn: (to: CellId & { group: string; score: number; reason: string }) => api.mark(sessionId, to.group, to.activity, to.score, to.reason), onSuccess: refresh }),
    excuse: useMutation({ mutationFn: (to: CellId & { reason: string }) => api.excuse(sessionId, to, to.reason), onSuccess: refresh }),
    reset: useMutation({ mutationFn: (to: CellId) => api.reset(sessionId, to), onSuccess: refresh }),
  };
}

export type DeskActs = ReturnType<typeof useDeskActs>;

export function usePlan(sessionId: string, cells: readonly CellId[], wanted: boolean) {
  const api = useDeskApi();
  return useQuery({ queryKey: ['desk-plan', sessionId, cells], queryFn: ({ signal }) => api.plan(sessionId, cells, signal), enabled: wanted, gcTime: 0 });
}

export function useRules(classroomId: string) {
  const api = useDeskApi();
  return useQuery({ queryKey: ['grading', classroomId], queryFn: ({ signal }) => api.rules(classroomId, signal), gcTime: 0, staleTime: Infinity });
}

export function usePreview(classroomId: string, rules: GradingRules | null) {
  const api = useDeskApi();
  return useQuery({
    queryKey: ['grading-preview', classroomId, rules],
    queryFn: ({ signal }) => (rules ? api.preview(classroomId, rules, signal) : null),
    enabled: rules !== null,
    placeholderData: (before) => before,
    retry: false,
    gcTime: 0,
  });
}

export function useSaveRules(classroomId: string) {
  const api = useDeskApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ rules, regrade }: { rules: GradingRules; regrade: boolean }) => api.saveRules(classroomId, rules, regrade),
    onSuccess: () => client.invalidateQueries({ predicate: (query) => ['desk', 'desk-person', 'grades', 'grading'].includes(String(query.queryKey[0])) }),
  });
}
