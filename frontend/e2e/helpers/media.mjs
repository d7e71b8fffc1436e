// Proof that pictures of another person are really decoded.

/** Waits until a video of `identity` has moved on by `seconds` of picture. */
export async function seesVideo(page, identity, { seconds = 1, timeout = 60_000 } = {}) {
  const video = page.locator(`[data-identity="${identity}"] video`).first();
  await video.waitFor({ state: 'attached', timeout });
  return page.waitForFunction(
    ([id, wanted]) => {
      const element = document.querySelector(`[data-identity="${id}"] video`);
      if (!element || element.videoWidth === 0) return false;
      const start = Number(element.dataset.firstSeen ?? element.currentTime);
      element.dataset.firstSeen = String(start);
      const frames = element.getVideoPlaybackQuality().totalVideoFrames;
      return element.currentTime - start >= wanted && frames > 0 ? { width: element.videoWidth, frames } : false;
    },
    [identity, seconds],
    { timeout, polling: 250 },
  );
}

/** No sideways scroll at any width. */
export function scrollsSideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
