// One Chromium for a whole test file, with fake devices and no prompts.
import { chromium } from 'playwright-core';

const executablePath = process.env.LECTERN_CHROMIUM ?? '/usr/bin/chromium';

const flags = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--auto-select-desktop-capture-source=Entire screen',
  '--autoplay-policy=no-user-gesture-required',
  '--mute-audio',
];

export function launchBrowser({ fakeDeviceFps, args = [] } = {}) {
  const device = fakeDeviceFps ? [`--use-fake-device-for-media-stream=fps=${fakeDeviceFps}`] : [];
  return chromium.launch({ executablePath, headless: true, args: [...flags, ...device, ...args] });
}

/**
 * A person's own browser window: own storage, own permissions. Every request
 * is kept, and so is everything the page complains about.
 */
export async function openWindow(browser, { width = 1280, height = 800, dark = false, locale = 'en-GB', phone = false, permissions = ['camera', 'microphone'], ...rest } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale,
    permissions,
    hasTouch: phone,
    isMobile: phone,
    ...rest,
  });
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page, requests, complaints };
}

/** Hosts that a page asked, for the assertion that nothing leaves the school. */
export function hostsOf(requests) {
  return [...new Set(requests.filter((url) => /^(https?|wss?):/.test(url)).map((url) => new URL(url).hostname))];
}
