import { ask } from '@/shared/api/ask';
import type { LoginStore } from '@/shared/api/login';
import type { components } from '@/shared/api/schema.gen';
import type { PlanDraft } from '../breakoutModel';
import type { TaskFile } from '../files/fileDesk';
import type { FormedGroup } from './draft';

export type Listed = components['schemas']['RosterPerson'];

export const ways = ['random', 'order', 'new', 'last', 'lms', 'talk', 'poll', 'csv'] as const;
export type Way = (typeof ways)[number];

export const noteCodes = ['in_none', 'in_several', 'new', 'met_before', 'not_heard', 'no_answer', 'not_in_file', 'not_chosen', 'alone', 'fewer_groups'] as const;

export interface Wish {
  how: Way;
  people: readonly string[];
  groups?: number;
  size?: number;
  /** Those who gave the same answer come together; else each group has some of every answer. */
  together?: boolean;
  pollId?: string;
  csv?: string;
}

export interface WrongLine {
  line: number;
  message: string;
}

export interface Proposal {
  groups: readonly { name: string; members: readonly string[] }[];
  unassigned: readonly string[];
  notes: readonly { code: string; people: readonly string[] }[];
  /** What is wrong in the table; there are no groups then. */
  errors?: readonly WrongLine[];
}

export interface SavedSet {
  savedId: string;
  name: string;
  savedAt: string;
  plan: PlanDraft['plan'];
  groups: readonly FormedGroup[];
}

export interface Earlier {
  breakoutId: string;
  name: string;
  sessionId: string;
  openedAt: string | null;
  task: string;
  files: readonly TaskFile[];
  groups: readonly (Omit<FormedGroup, 'files'> & { groupId: string; files: readonly TaskFile[] })[];
}

const part = encodeURIComponent;

/** What planning asks of the server beside the live stream. */
export class PlanApi {
  private readonly login: LoginStore;
  private readonly classroomId: string;
  private readonly sessionId: string;

  constructor(login: LoginStore, classroomId: string, sessionId: string) {
    this.login = login;
    this.classroomId = classroomId;
    this.sessionId = sessionId;
  }

  /** Who belongs to the classroom, in class or not. */
  people = async (signal?: AbortSignal): Promise<readonly Listed[]> => {
    const page = await ask<{ people: readonly Listed[] }>(this.login, 'GET', `classrooms/${part(this.classroomId)}/people`, undefined, signal);
    return page.people;
  };

  propose = (wish: Wish): Promise<Proposal> => ask(this.login, 'POST', `sessions/${part(this.sessionId)}/breakouts/proposal`, wish);

  saved = (signal?: AbortSignal): Promise<readonly SavedSet[]> => ask(this.login, 'GET', `classrooms/${part(this.classroomId)}/breakouts/saved`, undefined, signal);

  save = (set: Pick<PlanDraft, 'name' | 'plan' | 'groups'>): Promise<SavedSet> => ask(this.login, 'POST', `classrooms/${part(this.classroomId)}/breakouts/saved`, set);

  forget = (savedId: string): Promise<void> => ask(this.login, 'DELETE', `classrooms/${part(this.classroomId)}/breakouts/saved/${part(savedId)}`);

  /** The closed breakouts of the classroom's sessions, the newest first. */
  earlier = (signal?: AbortSignal): Promise<readonly Earlier[]> => ask(this.login, 'GET', `classrooms/${part(this.classroomId)}/breakouts`, undefined, signal);
}
