/** Hears a group, or speaks into it, without going there. */
export interface Listening {
  subscribe(listener: () => void): () => void;
  getSnapshot(): { groupId: string | null; speaks: boolean };
  start(groupId: string, speaks: boolean): Promise<void>;
  stop(): void;
}
