import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { Doc } from 'yjs';
import en from '@/shared/i18n/en.json';
import { BoardDoc } from '../ink/boardDoc';
import { SimplePage } from '../viewer/SimplePage';
import { FrameArt } from './FrameArt';
import { FrameLinks } from './FrameLinks';
import { captionHeight, frameAt, frameBoxes, framesPaper } from './layout';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});

describe('the places of frames', () => {
  it.each([1, 2, 3, 4, 5, 7, 12, 30])('are %i that lie on the page and not on each other', (count) => {
    const boxes = frameBoxes(count);
    const paper = framesPaper(count);
    expect(boxes).toHaveLength(count);
    for (const [at, box] of boxes.entries()) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(paper?.width ?? 0);
      expect(box.y - captionHeight).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(paper?.height ?? 0);
      for (const other of boxes.slice(at + 1)) {
        expect(other.x >= box.x + box.width || other.y - captionHeight >= box.y + box.height).toBe(true);
      }
      expect(frameAt(count, box.x + 1, box.y - captionHeight + 1)).toBe(at);
      expect(frameAt(count, box.x + box.width / 2, box.y + box.height - 1)).toBe(at);
    }
    expect(frameAt(count, 1, 1)).toBe(-1);
  });

  it('are none where there are none', () => {
    expect(framesPaper(0)).toBeNull();
  });
});

const frames = [
  { groupId: 'g1', boardId: 'g1', name: 'Owls' },
  { groupId: 'g2', boardId: 'g2', name: 'Foxes' },
];

function show(open: readonly string[]) {
  const opened: string[] = [];
  const paper = framesPaper(frames.length) ?? { width: 0, height: 0 };
  const nameOf = ({ name }: { name: string }) => name;
  const opens = ({ groupId }: { groupId: string }) => open.includes(groupId);
  const onOpen = (frame: { boardId: string }) => void opened.push(frame.boardId);
  const framed = { frames, paper, onOpen, art: <FrameArt frames={frames} nameOf={nameOf} />, links: <FrameLinks frames={frames} nameOf={nameOf} opens={opens} onOpen={onOpen} /> };
  render(
    <SimplePage
      drawing={new BoardDoc(new Doc())}
      images={{ load: () => Promise.reject(new Error('none')) }}
      background={null}
      template="groups"
      framed={framed}
      label="Boards of the groups"
      follow={null}
      onView={() => undefined}
      onApi={() => undefined}
    />,
  );
  return opened;
}

describe('a page that shows the boards of groups', () => {
  it('opens them by keys', async () => {
    const opened = show(['g1', 'g2']);
    const user = userEvent.setup();
    const group = within(screen.getByRole('group', { name: 'Boards of the groups' }));
    expect(group.getAllByRole('button').map((one) => one.getAttribute('aria-label'))).toEqual(['Open the board of Owls', 'Open the board of Foxes']);
    await user.tab();
    await user.tab();
    expect(document.activeElement).toBe(group.getByRole('button', { name: 'Open the board of Owls' }));
    await user.keyboard('{Enter}');
    await user.tab();
    await user.keyboard(' ');
    expect(opened).toEqual(['g1', 'g2']);
  });

  it('opens the one that is pressed, but not where the page is dragged', async () => {
    const opened = show(['g1', 'g2']);
    const paper = framesPaper(frames.length) ?? { width: 0, height: 0 };
    const region = screen.getByRole('region');
    region.getBoundingClientRect = () => new DOMRect(0, 0, paper.width, paper.height);
    region.hasPointerCapture = () => true;
    const at = (n: number) => {
      const { x, y, width, height } = frameBoxes(2)[n] ?? { x: 0, y: 0, width: 0, height: 0 };
      return { clientX: x + width / 2, clientY: y + height / 2 };
    };
    const user = userEvent.setup();
    await user.pointer({ keys: '[MouseLeft]', target: region, coords: at(1) });
    await user.pointer([{ keys: '[MouseLeft>]', target: region, coords: at(0) }, { target: region, coords: at(1) }, { keys: '[/MouseLeft]' }]);
    await user.pointer({ keys: '[MouseLeft]', target: region, coords: { clientX: 2, clientY: 2 } });
    expect(opened).toEqual(['g2']);
  });

  it('says of a group that works that it is closed to others', async () => {
    const opened = show(['g1']);
    const button = screen.getByRole('button', { name: 'Foxes: closed to others while the group works' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    button.focus();
    await userEvent.keyboard('{Enter}');
    expect(opened).toEqual([]);
  });
});
