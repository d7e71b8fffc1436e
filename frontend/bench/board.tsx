import { createRoot } from 'react-dom/client';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs';
import { BoardDoc } from '@/features/board/ink/boardDoc';
import type { CanvasApi } from '@/features/board/ink/canvas';
import { readElement } from '@/features/board/ink/element';
import { ExcalidrawCanvas } from '@/features/board/ink/ExcalidrawCanvas';
import { initI18n } from '@/shared/i18n/i18n';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';

/** A canvas, and somebody far away who changes what it shows. */
const [here, there] = [new Doc(), new Doc()];
const [shown, drawing] = [new BoardDoc(here), new BoardDoc(there)];
let api: CanvasApi | null = null;

const feedback = { announcer: new Announcer((count, latest) => `${count} ${latest}`), notices: new Notices() };
const copy = { id: 1, doc: here, awareness: new Awareness(here) };
const none = { subscribe: () => () => undefined, authorOf: () => null };
const images = { upload: () => Promise.reject(new Error('no pictures here')), load: () => Promise.reject(new Error('no pictures here')) };
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function send(change: () => void): void {
  const known = encodeStateVector(here);
  change();
  applyUpdate(here, encodeStateAsUpdate(there, known), 'network');
}

/** A quarter of each: ink, shapes, text, arrows. */
function element(i: number) {
  const place = { id: `e${i}`, x: (i % 60) * 40, y: Math.floor(i / 60) * 40, index: `a${String(i).padStart(6, '0')}V`, seed: i + 1 };
  const kinds = [
    { type: 'freedraw', points: Array.from({ length: 40 }, (_, n) => [n, Math.sin(n / 4 + i) * 10]), pressures: [] },
    { type: 'rectangle', width: 30, height: 30, backgroundColor: '#a5d8ff', roughness: 0 },
    { type: 'text', text: `Text ${i}`, width: 40, height: 20, fontSize: 12, fontFamily: 6 },
    { type: 'arrow', points: [[0, 0], [25, 20]], width: 25, height: 20 },
  ];
  return readElement({ ...place, ...kinds[i % kinds.length] });
}

async function fill(count: number): Promise<void> {
  send(() =>
    drawing.transact('fill', () => {
      for (let i = 0; i < count; i++) {
        const made = element(i);
        if (made) drawing.put(made);
      }
    }),
  );
  await wait(3000);
}

/** How long it took from each of so many changes to the picture that has it, in milliseconds. */
async function change(times: number, everything: boolean): Promise<number[]> {
  if (everything) api?.fit({ x: 0, y: 0, w: 2400, h: 2000 });
  await wait(2000);
  const took: number[] = [];
  const observer = new PerformanceObserver((list) => took.push(...list.getEntriesByName('board:remote-to-frame').map(({ duration }) => duration)));
  observer.observe({ entryTypes: ['measure'] });
  for (let i = 0; i < times; i++) {
    send(() => drawing.change(`e${1 + 4 * (i % 700)}`, { x: Math.random() * 2000, y: Math.random() * 1500 }));
    await wait(120);
  }
  observer.disconnect();
  return took;
}

Object.assign(globalThis, { bench: { ready: () => api !== null, fill, change } });
await initI18n('en');
createRoot(document.getElementById('root') ?? document.body).render(
  <FeedbackProvider feedback={feedback}>
    <ExcalidrawCanvas
      copy={copy}
      drawing={shown}
      writes="all"
      me={{ userId: 'me' }}
      authors={none}
      images={images}
      background={null}
      template="grid"
      label="Board"
      follow={null}
      onView={() => undefined}
      onSelect={() => undefined}
      onApi={(made) => (api = made)}
    />
  </FeedbackProvider>,
);
