/** The class page shares most of its code with the lobby; fetched while people wait, it opens at once. */
export function loadClassPage(): void {
  import('./pages/ClassPage').catch(() => undefined);
}
