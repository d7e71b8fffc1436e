/** Hears a group, or speaks into some, without going there. */
export interface Listening {
  subscribe(listener: () => void): () => void;
  getSnapshot(): Heard;
  /** Hears a group; null hears none. */
  listen(groupId: string | null): Promise<void>;
  /** Speaks into groups; a single one is heard too. */
  speak(groupIds: readonly string[]): Promise<void>;
  stop(): void;
}

export interface Heard {
  /** The group that is heard. */
  groupId: string | null;
  /** The groups that are spoken into. */
  into: readonly string[];
}
