import { ask } from '@/shared/api/ask';
import type { LoginStore } from '@/shared/api/login';
import type { components } from '@/shared/api/schema.gen';

type Schemas = components['schemas'];
export type LinkChoice = Schemas['LinkChoice'];
export type LinkClassroom = Schemas['LinkClassroom'];
export type LinkItem = Schemas['LinkItem'];
/** The description can't say that an object may be missing. */
export type Plan = Readonly<Omit<Schemas['Plan'], 'grading'> & { grading: Schemas['Grading'] | null }>;
export type PersonRecord = Schemas['Record'];
export type CopyAncestor = Readonly<Omit<Schemas['CopyAncestor'], 'plan'> & { plan: Plan }>;
export type CopyOffer = Readonly<Omit<Schemas['CopyOffer'], 'ancestors'> & { ancestors: readonly CopyAncestor[] }>;

/** What answering an LMS asks of the server. */
export class LinkApi {
  private readonly login: LoginStore;

  constructor(login: LoginStore) {
    this.login = login;
  }

  choice = (signal?: AbortSignal): Promise<LinkChoice> => ask(this.login, 'GET', 'link/choice', undefined, signal);

  /** The single-use code of the page that takes the answer to the LMS. */
  answer = async (items: readonly unknown[]): Promise<string> => (await ask<{ code: string }>(this.login, 'POST', 'link/choice', { items })).code;

  record = (classroom: string, user: string, signal?: AbortSignal): Promise<PersonRecord> => ask(this.login, 'GET', `classrooms/${encodeURIComponent(classroom)}/records/${encodeURIComponent(user)}`, undefined, signal);

  copy = (classroom: string, signal?: AbortSignal): Promise<CopyOffer> => ask(this.login, 'GET', `classrooms/${encodeURIComponent(classroom)}/copy`, undefined, signal);

  takeCopy = (classroom: string, ancestorId: string): Promise<CopyOffer> => ask(this.login, 'POST', `classrooms/${encodeURIComponent(classroom)}/copy`, { ancestorId });

  refuseCopy = (classroom: string): Promise<undefined> => ask(this.login, 'DELETE', `classrooms/${encodeURIComponent(classroom)}/copy`);
}
