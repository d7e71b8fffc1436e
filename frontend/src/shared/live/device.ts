import type { DeviceKind } from './frames';

type Device = Pick<Navigator, 'userAgent' | 'maxTouchPoints'>;

/** What the others see beside a name. A guess by what browsers tell: an iPad calls itself a Mac. */
export function deviceKind({ userAgent, maxTouchPoints }: Device = navigator): DeviceKind {
  if (/iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return 'tablet';
  if (/Android/.test(userAgent)) return /Mobile/.test(userAgent) ? 'phone' : 'tablet';
  if (/iPhone|iPod|Mobi/.test(userAgent)) return 'phone';
  return userAgent ? 'desktop' : 'unknown';
}
