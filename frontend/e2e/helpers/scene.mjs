// What Excalidraw has in its scene, read from its own component, and what the board's documents say to each other.

/** The scene of a page as it stands, without what no page tells the others: versions, nonces, times. */
export function sceneOf(page) {
  return page.evaluate(() => {
    const place = document.querySelector('.excalidraw');
    const key = Object.keys(place ?? {}).find((name) => name.startsWith('__reactFiber$'));
    let fiber = key && place[key];
    while (fiber && typeof fiber.stateNode?.getSceneElementsIncludingDeleted !== 'function') fiber = fiber.return;
    if (!fiber) return null;
    const ours = new Set(['version', 'versionNonce', 'updated', 'lastCommittedPoint', 'status', 'isDeleted', 'frameId', 'locked', 'fixedSegments', 'startIsSpecial', 'endIsSpecial']);
    const without = { freedraw: 'seed', line: 'elbowed' }; // such are drawn the same with any
    const drops = ({ type }, name) => ours.has(name) || without[type] === name;
    const drawn = fiber.stateNode.getSceneElementsIncludingDeleted().filter(({ isDeleted }) => !isDeleted);
    return drawn.map((element) => Object.fromEntries(Object.entries(element).filter(([name, value]) => !drops(element, name) && value !== undefined)));
  });
}

/** As fine as a page is kept: sixteenths of a pixel, ink in eighths. */
const finest = 0.13;

/** How two values differ, by their place; empty where they are the same to the eye. */
export function differences(a, b, place = '') {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= finest ? [] : [`${place}: ${a} and ${b}`];
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b ? [] : [`${place}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => differences(a[key] ?? null, b[key] ?? null, `${place}.${key}`));
}

/** Counts what a page tells the server of its documents; pointers and names don't count. */
export function tellsOf(page) {
  const told = { count: 0 };
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/ws/boards/')) return;
    socket.on('framesent', ({ payload }) => {
      const bytes = Buffer.from(payload);
      if (bytes[0] === 0 && bytes[1] === 2) told.count += 1;
    });
  });
  return told;
}
