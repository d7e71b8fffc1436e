import { useRef, type PointerEvent } from 'react';
import type { View } from '../ink/canvas';
import type { FramedPage } from './framed';
import { frameAt } from './layout';

/** How far a finger may stray while it presses. */
const steady = 8;

/** Opens what is pressed on a page that can also be dragged: where the pointer stays in its place. */
export function useFramePress(framed: FramedPage | null, seen: () => View) {
  const down = useRef<{ x: number; y: number } | null>(null);
  return {
    onPointerDown: ({ clientX, clientY, button, isPrimary }: PointerEvent) => {
      down.current = button === 0 && isPrimary ? { x: clientX, y: clientY } : null;
    },
    onPointerUp: ({ clientX, clientY, currentTarget }: PointerEvent) => {
      const from = down.current;
      down.current = null;
      if (!framed || !from || Math.hypot(clientX - from.x, clientY - from.y) > steady) return;
      const { left, top, width, height } = currentTarget.getBoundingClientRect();
      const { x, y, w, h } = seen();
      const frame = framed.frames[frameAt(framed.frames.length, x + (w * (clientX - left)) / Math.max(width, 1), y + (h * (clientY - top)) / Math.max(height, 1))];
      if (frame) framed.onOpen(frame);
    },
  };
}
