/** The smallest observable: models extend or hold one, React binds it with useSyncExternalStore. */
export class Emitter {
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  emit(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
