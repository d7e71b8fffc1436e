import { Emitter } from '@/shared/emitter';
import type { View } from './canvas';

/** Where the canvas looks: the page's point at its upper left corner is -scrollX, -scrollY. */
export interface Look {
  scrollX: number;
  scrollY: number;
  zoom: number;
  /** Of the canvas, in pixels of the screen. */
  width: number;
  height: number;
}

export const zoomLeast = 0.1;
export const zoomMost = 30;

/** What lies below and above the drawing follows this. */
export class Viewport {
  private look: Look = { scrollX: 0, scrollY: 0, zoom: 1, width: 0, height: 0 };
  private readonly emitter = new Emitter();

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): Look => this.look;

  set(look: Look): void {
    const { scrollX, scrollY, zoom, width, height } = this.look;
    if (scrollX === look.scrollX && scrollY === look.scrollY && zoom === look.zoom && width === look.width && height === look.height) return;
    this.look = look;
    this.emitter.emit();
  }
}

export function viewOf({ scrollX, scrollY, zoom, width, height }: Look): View {
  return { x: -scrollX, y: -scrollY, w: width / zoom, h: height / zoom };
}

/** Where a canvas of this size has to look to see all of the view, in its middle. */
export function lookAt(view: View, { width, height }: Pick<Look, 'width' | 'height'>): Look {
  const wanted = Math.min(width / Math.max(view.w, 1), height / Math.max(view.h, 1));
  const zoom = Math.min(zoomMost, Math.max(zoomLeast, wanted));
  return { zoom, width, height, scrollX: width / zoom / 2 - (view.x + view.w / 2), scrollY: height / zoom / 2 - (view.y + view.h / 2) };
}

/** The CSS that puts something with the page's measures to its place on the screen. */
export function transformOf({ scrollX, scrollY, zoom }: Look): string {
  return `scale(${zoom}) translate(${scrollX}px, ${scrollY}px)`;
}
