const scheme = /^[a-z][a-z0-9+.-]*:/i;
const mail = /^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/;

/** What somebody has typed, as an address that may stand in the notes; null where it is none. */
export function linkAddress(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return null;
  if (mail.test(text)) return `mailto:${text}`;
  const hasPort = /^[\w.-]+:\d+(\/|$)/.test(text);
  const full = scheme.test(text) && !hasPort ? text : `https://${text}`;
  try {
    const url = new URL(full);
    if (url.protocol === 'mailto:') return url.href;
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' ? url.href : null;
  } catch {
    return null;
  }
}
