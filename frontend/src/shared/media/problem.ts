/** Why a camera, microphone or screen can't be used. Each has its own text that says what to do. */
export type MediaProblem = 'denied' | 'denied_system' | 'blocked_by_page' | 'not_found' | 'in_use' | 'insecure' | 'failed';

interface NamedError {
  name: string;
  message: string;
}

function named(error: unknown): NamedError {
  return error instanceof Error || error instanceof DOMException
    ? { name: error.name, message: error.message }
    : { name: '', message: '' };
}

/** `framedOut`: the page stands in a frame that doesn't hand on the permission. */
export function classifyMediaError(error: unknown, framedOut: boolean): MediaProblem {
  const { name, message } = named(error);
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (framedOut) return 'blocked_by_page';
      return /system/i.test(message) ? 'denied_system' : 'denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'not_found';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in_use';
    case 'TypeError':
      return 'insecure';
    default:
      return 'failed';
  }
}

export type BrowserFamily = 'chromium' | 'firefox' | 'safari' | 'ios' | 'android';

/** Only chooses the words of a help text, so a wrong guess costs little. */
export function browserFamily(userAgent: string, touchPoints: number): BrowserFamily {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Chrome\/|Chromium\//.test(userAgent)) return 'chromium';
  return /Safari\//.test(userAgent) ? 'safari' : 'chromium';
}
