const longest = 80;

/** What a file of a board is called: the class and its day, in what every system takes. */
export function fileName(parts: readonly string[], ending: string): string {
  const name = parts
    .map((part) => part.replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, ' ').replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join(' - ');
  const short = [...name].slice(0, longest).join('').replace(/^[. ]+|[. ]+$/g, '');
  return `${short === '' ? 'board' : short}.${ending}`;
}

/** A day as it sorts: 2026-11-26, where the person is. */
export function dayOf(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
