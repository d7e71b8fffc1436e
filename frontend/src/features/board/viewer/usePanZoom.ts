import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import type { View } from '../ink/canvas';
import { filling, panned, zoomed, type Spot } from './panZoom';

const keyStep = 0.1;
const keyZoom = 1.25;
const keys: Record<string, (view: View, whole: View) => View> = {
  '+': (view, whole) => zoomed(view, whole, keyZoom),
  '=': (view, whole) => zoomed(view, whole, keyZoom),
  '-': (view, whole) => zoomed(view, whole, 1 / keyZoom),
  '0': (_, whole) => whole,
  ArrowLeft: (view) => panned(view, { x: -keyStep, y: 0 }),
  ArrowRight: (view) => panned(view, { x: keyStep, y: 0 }),
  ArrowUp: (view) => panned(view, { x: 0, y: -keyStep }),
  ArrowDown: (view) => panned(view, { x: 0, y: keyStep }),
};

type Look = (change: (view: View, whole: View) => View) => void;

/** The part of a page that is seen, which wheel, drags, pinches and keys move; what is followed goes before, until then. */
export function usePanZoom(box: RefObject<HTMLElement | null>, whole: () => View, follow: View | null): { view: View | null; look: Look; seen: () => View } {
  const [own, setOwn] = useState<{ view: View; beside: View | null } | null>(null);
  const view = own?.beside === follow ? own.view : follow;
  const seen = () => filling(view ?? whole(), { width: box.current?.clientWidth ?? 0, height: box.current?.clientHeight ?? 0 });
  const look: Look = (change) => setOwn({ view: change(seen(), whole()), beside: follow });
  const turned = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    look((now, all) => zoomed(now, all, Math.exp(-event.deltaY / (event.deltaMode === 0 ? 400 : 12)), spotOf(box.current, event)));
  });
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const change = keys[event.key];
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    look(change);
  });
  const dragged = useEffectEvent((before: readonly Spot[], now: readonly Spot[]) => look((view, all) => carried(view, all, before, now)));
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const stop = new AbortController();
    const wheel = (event: WheelEvent) => turned(event);
    element.addEventListener('wheel', wheel, { passive: false, signal: stop.signal });
    element.addEventListener('keydown', (event) => pressed(event), { signal: stop.signal });
    drags(element, stop.signal, (before, now) => dragged(before, now));
    return () => stop.abort();
  }, [box]);
  return { view, look, seen };
}

/** One finger carries the page along, two draw it wider or closer as well. */
function carried(view: View, whole: View, before: readonly Spot[], now: readonly Spot[]): View {
  const [a, b] = [middle(before), middle(now)];
  const moved = panned(view, { x: a.x - b.x, y: a.y - b.y });
  const [was, is] = [spread(before), spread(now)];
  return was > 0 && is > 0 ? zoomed(moved, whole, is / was, b) : moved;
}

const middle = (spots: readonly Spot[]): Spot => ({ x: spots.reduce((sum, { x }) => sum + x, 0) / spots.length, y: spots.reduce((sum, { y }) => sum + y, 0) / spots.length });
const spread = ([a, b]: readonly Spot[]) => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0);

function spotOf(element: HTMLElement | null, { clientX, clientY }: MouseEvent): Spot {
  const { left, top, width, height } = element?.getBoundingClientRect() ?? { left: 0, top: 0, width: 1, height: 1 };
  return { x: (clientX - left) / Math.max(width, 1), y: (clientY - top) / Math.max(height, 1) };
}

function drags(element: HTMLElement, signal: AbortSignal, moved: (before: readonly Spot[], now: readonly Spot[]) => void): void {
  const held = new Map<number, Spot>();
  const release = ({ pointerId }: PointerEvent) => void held.delete(pointerId);
  element.addEventListener('pointerdown', (event) => event.button === 0 && held.size < 2 && held.set(event.pointerId, spotOf(element, event)), { signal });
  element.addEventListener(
    'pointermove',
    (event) => {
      if (!held.has(event.pointerId)) return;
      if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
      const before = [...held.values()];
      held.set(event.pointerId, spotOf(element, event));
      moved(before, [...held.values()]);
    },
    { signal },
  );
  for (const type of ['pointerup', 'pointercancel'] as const) element.addEventListener(type, release, { signal });
}
