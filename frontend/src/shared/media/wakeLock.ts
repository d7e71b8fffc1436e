/** Keeps a phone's screen on for as long as the class is open. Returns a function that lets it sleep again. */
export function keepAwake(): () => void {
  if (!('wakeLock' in navigator) || !window.matchMedia('(pointer: coarse)').matches) return () => undefined;
  let lock: WakeLockSentinel | null = null;
  let stopped = false;
  const acquire = async () => {
    if (stopped || document.visibilityState !== 'visible') return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (stopped) await lock.release();
    } catch {
      // Low battery or not allowed in this frame: the class works without it.
    }
  };
  const visible = () => void acquire();
  void acquire();
  document.addEventListener('visibilitychange', visible);
  return () => {
    stopped = true;
    document.removeEventListener('visibilitychange', visible);
    void lock?.release().catch(() => undefined);
  };
}
