import { Emitter } from '../emitter';
import { localStore } from '../storage';

export const fonts = ['standard', 'readable'] as const;
export type Font = (typeof fonts)[number];

/** Every size on the pages is in rem, so that one number enlarges them all. */
export const textSizes = ['normal', 'large', 'larger'] as const;
export type TextSize = (typeof textSizes)[number];

const fontKey = 'lectern.font';
const sizeKey = 'lectern.textSize';
const emitter = new Emitter();
const root = document.documentElement;

export const subscribeReading = emitter.subscribe;

export function currentFont(): Font {
  const stored = localStore.get(fontKey);
  return fonts.find((font) => font === stored) ?? 'standard';
}

export function currentTextSize(): TextSize {
  const stored = localStore.get(sizeKey);
  return textSizes.find((size) => size === stored) ?? 'normal';
}

/** Asks for the font's files only where somebody wants them. */
async function loadReadable(): Promise<void> {
  await import('./readableFont');
}

export function setFont(font: Font): void {
  if (font === 'standard') {
    localStore.remove(fontKey);
    delete root.dataset['font'];
  } else {
    localStore.set(fontKey, font);
    root.dataset['font'] = font;
    void loadReadable().catch(() => undefined);
  }
  emitter.emit();
}

export function setTextSize(size: TextSize): void {
  if (size === 'normal') {
    localStore.remove(sizeKey);
    delete root.dataset['text'];
  } else {
    localStore.set(sizeKey, size);
    root.dataset['text'] = size;
  }
  emitter.emit();
}

/** At the start of the page; boot.js has set the attributes before the first paint. */
export function restoreReading(): void {
  if (currentFont() === 'readable') void loadReadable().catch(() => undefined);
}
