import type { FramedPage } from './framed';
import type { Frame } from '../wire';
import { FrameArt } from './FrameArt';
import { framesPaper } from './layout';

/** The boards of groups as small pictures show them: their names and places; null where there are none. */
export function outlineOf(frames: readonly Frame[]): Pick<FramedPage, 'art' | 'paper'> | null {
  const paper = framesPaper(frames.length);
  return paper && { paper, art: <FrameArt frames={frames} nameOf={({ name }) => name} /> };
}
