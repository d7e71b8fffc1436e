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

/** Whether sound comes out of what the page plays of others: measured for more than a second, so a muted track is silence. */
export function hearsSomebody(page) {
  return page.evaluate(async () => {
    const streams = [...document.querySelectorAll('audio')].flatMap(({ srcObject }) => (srcObject instanceof MediaStream && srcObject.getAudioTracks().length > 0 ? [srcObject] : []));
    const context = new AudioContext();
    const meters = streams.map((stream) => {
      const meter = context.createAnalyser();
      context.createMediaStreamSource(stream).connect(meter);
      return meter;
    });
    let loudest = 0;
    // The fake microphone beeps once a second.
    for (let i = 0; i < 25; i += 1) {
      await new Promise((done) => setTimeout(done, 50));
      for (const meter of meters) {
        const samples = new Float32Array(meter.fftSize);
        meter.getFloatTimeDomainData(samples);
        loudest = Math.max(loudest, ...samples.map(Math.abs));
      }
    }
    await context.close();
    return loudest > 0.01;
  });
}

/** From now on counts how often the page opens a device. */
export function countDevices(page) {
  return page.evaluate(() => {
    const media = navigator.mediaDevices;
    const open = media.getUserMedia.bind(media);
    document.documentElement.dataset.opened = '0';
    media.getUserMedia = (wanted) => {
      document.documentElement.dataset.opened = String(Number(document.documentElement.dataset.opened) + 1);
      return open(wanted);
    };
  });
}

/** How often it did, and the track that the own picture shows. */
export function ownDevices(page, identity) {
  return page.evaluate((id) => {
    const picture = document.querySelector(`[data-identity="${id}"] video`)?.srcObject?.getVideoTracks()[0];
    return { opened: Number(document.documentElement.dataset.opened), track: picture?.id ?? null, live: picture?.readyState === 'live' };
  }, identity);
}

/** A browser whose windows know the connections that their pages make, also those that nothing on the page shows. */
export function watchingConnections(browser) {
  return {
    newContext: async (options) => {
      const context = await browser.newContext(options);
      await context.addInitScript(() => {
        const connections = [];
        globalThis.connectionsOfPage = connections;
        globalThis.RTCPeerConnection = class extends globalThis.RTCPeerConnection {
          constructor(...args) {
            super(...args);
            connections.push(this);
          }
        };
      });
      return context;
    },
  };
}

/** How many voices are received and played at this moment, over whatever connection. The fake microphone beeps once a second. */
export function voices(page) {
  return page.evaluate(async () => {
    const energies = async () => {
      const found = new Map();
      const open = globalThis.connectionsOfPage.filter(({ connectionState }) => connectionState === 'connected');
      for (const [index, connection] of open.entries()) {
        for (const stat of (await connection.getStats()).values()) {
          if (stat.type === 'inbound-rtp' && stat.kind === 'audio') found.set(`${index} ${stat.id}`, { packets: stat.packetsReceived, energy: stat.totalAudioEnergy });
        }
      }
      return found;
    };
    const before = await energies();
    await new Promise((done) => setTimeout(done, 1_500));
    const after = await energies();
    return [...after].filter(([id, { packets, energy }]) => packets > (before.get(id)?.packets ?? 0) && energy > (before.get(id)?.energy ?? 0)).length;
  });
}
