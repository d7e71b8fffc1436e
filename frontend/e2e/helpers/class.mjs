// A person's way from the LMS into the class, by what they see.
import { openWindow } from './browser.mjs';

/** Opens the LMS's course page as somebody and presses "Open in a new window" of the live class, or the one of that title. */
export async function fromCourse(browser, link, { title = 'Live class', ...options } = {}) {
  const person = await openWindow(browser, { permissions: [], ...options });
  await person.page.goto(link);
  const opened = person.context.waitForEvent('page');
  await person.page.getByRole('link', { name: new RegExp(`Open in a new window.*${title}`) }).first().click();
  const page = await opened;
  watch(page, person);
  return { ...person, course: person.page, page };
}

/** Opens the live class in the LMS's cross-site frame and goes from there into a tab of its own. */
export async function fromFrame(browser, link, options) {
  const person = await openWindow(browser, { permissions: [], ...options });
  await person.page.goto(link);
  await person.page.getByRole('link', { name: /Open here.*Live class/ }).first().click();
  const frame = person.page.frameLocator('iframe');
  const button = frame.getByRole('button', { name: 'Open class in a new tab' });
  await button.waitFor();
  const opened = person.context.waitForEvent('page');
  await button.click();
  const page = await opened;
  watch(page, person);
  return { ...person, course: person.page, frame, page };
}

function watch(page, { requests, complaints }) {
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
}

/** Says yes to camera and microphone on the device check. */
export async function allowDevices(page) {
  await page.getByRole('button', { name: 'Use camera and microphone' }).click();
  await page.locator('video').first().waitFor();
}

/** The identity of the person whose page it is, as LiveKit knows it. */
export async function identityOf(page) {
  return page.evaluate(() => {
    for (const key of Object.keys(sessionStorage)) {
      const found = /"userId":"([^"]+)"/.exec(sessionStorage.getItem(key) ?? '');
      if (found) return found[1];
    }
    return null;
  });
}
