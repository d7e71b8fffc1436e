import styles from './avatar.module.css';

const hues = ['#3d5f7c', '#3f7a5b', '#7a4a3d', '#553c7d', '#7d3c5e', '#7a653d', '#3a7a78', '#566f38', '#8a3f77', '#4b57a0'];

/** The same person has the same colour everywhere and in every class. */
export function colourOf(id: string): string {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hues[hash % hues.length] ?? '#3d5f7c';
}

/** First letters of the first and the last word; whole graphemes, so that emoji and Arabic survive. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = firstLetter(words[0]);
  const last = words.length > 1 ? firstLetter(words[words.length - 1]) : '';
  return (first + last).toLocaleUpperCase() || '?';
}

function firstLetter(word: string | undefined): string {
  if (!word) return '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)) return segment;
  return '';
}

export function Avatar({ id, name, size = 36 }: { id: string; name: string; size?: number }) {
  const style = { inlineSize: size, blockSize: size, fontSize: Math.round(size * 0.38), background: colourOf(id) };
  return (
    <span className={styles.avatar} style={style} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
