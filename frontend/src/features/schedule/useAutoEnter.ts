import { useEffect, useRef } from 'react';

interface Options {
  /** Undefined while the classroom is still being loaded. */
  liveSessionId: string | null | undefined;
  /** Only people who can't start class themselves are taken along. */
  enabled: boolean;
  onStart: (sessionId: string) => void;
}

/** Takes a waiting person into class at the moment when it starts; whoever arrives later decides by a press. */
export function useAutoEnter({ liveSessionId, enabled, onStart }: Options): void {
  const waited = useRef(false);
  useEffect(() => {
    if (liveSessionId === undefined) return;
    if (liveSessionId === null) {
      waited.current = true;
      return;
    }
    if (!waited.current || !enabled) return;
    waited.current = false;
    onStart(liveSessionId);
  }, [liveSessionId, enabled, onStart]);
}
