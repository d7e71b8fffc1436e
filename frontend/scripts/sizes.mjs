// Gzipped script bytes a route loads before it can be used, against its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const layout = 'src/app/ClassroomLayout.tsx';
// The class holds livekit-client (about 200 KB) and what chat, hands, polls, stage and timer keep; their panels come later.
const budgets = [
  { name: 'initial', entries: ['index.html'], kilobytes: 130 },
  { name: 'lobby', entries: ['index.html', layout, 'src/app/pages/LobbyPage.tsx'], kilobytes: 370 },
  { name: 'class', entries: ['index.html', layout, 'src/app/pages/ClassPage.tsx'], kilobytes: 390 },
  // What opening the board fetches on top of the class: its pages, then the program that draws (Excalidraw).
  { name: 'board', entries: ['src/features/board/BoardView.tsx'], after: 'class', kilobytes: 100 },
  { name: 'drawing', entries: ['src/features/board/ink/ExcalidrawCanvas.tsx'], after: 'board', kilobytes: 360 },
  { name: 'admin', entries: ['index.html', 'src/app/AdminLayout.tsx', 'src/app/pages/AdminPage.tsx'], kilobytes: 215 },
  { name: 'term', entries: ['index.html', layout, 'src/app/pages/AnalyticsPage.tsx'], kilobytes: 160 },
  { name: 'report', entries: ['index.html', layout, 'src/app/pages/ReportPage.tsx'], kilobytes: 170 },
];

function collect(key, files) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build manifest`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const next of chunk.imports ?? []) collect(next, files);
}

let failed = false;
/** The files that are there once a route, or what is opened after it, is ready. */
const there = new Map();
for (const { name, entries, after, kilobytes } of budgets) {
  const before = there.get(after) ?? new Set();
  const all = new Set(before);
  for (const entry of entries) collect(entry, all);
  there.set(name, all);
  const files = [...all].filter((file) => !before.has(file));
  let bytes = 0;
  for (const file of files) if (file.endsWith('.js')) bytes += gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  const measured = bytes / 1024;
  const over = measured > kilobytes;
  failed ||= over;
  console.log(`${over ? 'OVER' : 'ok  '} ${name.padEnd(8)} ${measured.toFixed(1).padStart(6)} KB of ${kilobytes} KB gz in ${files.length} files`);
}
process.exit(failed ? 1 : 0);
