// What people do on the board, by what they see.
import { tool } from './live.mjs';
import { eventually } from './world.mjs';

/** The board, opened if it isn't seen, once its page can be drawn on or read. */
export async function board(page) {
  const region = page.getByRole('region', { name: 'Board', exact: true });
  if (!(await region.isVisible())) await tool(page, /^Board/);
  await region.locator('canvas.interactive').waitFor({ timeout: 60_000 });
  return region;
}

/** Draws a line with the pen, from one part of the canvas to another; both are shares of its width and height. Who may not draw has no pen. */
export async function draw(page, [fromX, fromY], [toX, toY], { steps = 12, pen = true } = {}) {
  const canvas = page.getByRole('region', { name: 'Board', exact: true }).locator('canvas.interactive');
  const box = await canvas.boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  if (pen) await page.getByTestId('toolbar-freedraw').check({ force: true });
  await page.mouse.move(...at(fromX, fromY));
  await page.mouse.down();
  await page.mouse.move(...at(toX, toY), { steps });
  await page.mouse.up();
}

/** How many points of the drawing are not as its paper is, in a part of it given as shares: left, top, right, bottom. */
export function ink(page, [left, top, right, bottom] = [0, 0, 1, 1]) {
  return page.evaluate(
    ([x0, y0, x1, y1]) => {
      const canvas = document.querySelector('section canvas.static');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return 0;
      const [x, y] = [Math.round(canvas.width * x0), Math.round(canvas.height * y0)];
      const [w, h] = [Math.round(canvas.width * (x1 - x0)), Math.round(canvas.height * (y1 - y0))];
      const { data } = context.getImageData(x, y, Math.max(1, w), Math.max(1, h));
      let drawn = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 40 && (data[i] < 200 || data[i + 1] < 200 || data[i + 2] < 200)) drawn += 1;
      return drawn;
    },
    [left, top, right, bottom],
  );
}

/** Waits until there is something drawn on that part of the page. */
export function seesInk(page, part, what = 'the drawing') {
  return eventually(async () => (await ink(page, part)) > 20, { what: `${what} on the other page`, within: 20_000 });
}

/** Waits until nothing is drawn on that part of the page. */
export function seesNoInk(page, part, what = 'an empty page') {
  return eventually(async () => (await ink(page, part)) === 0, { what, within: 20_000 });
}

/** A PDF of as many pages, each with its number written large. */
export function pdf(pages) {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  const kids = [];
  for (let number = 1; number <= pages; number += 1) {
    const text = `BT /F1 60 Tf 60 220 Td (Slide ${number}) Tj ET`;
    objects.push(`<< /Length ${text.length} >>\nstream\n${text}\nendstream`);
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 480 270] /Contents ${objects.length} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`);
    kids.push(`${objects.length} 0 R`);
  }
  objects[1] = `<< /Type /Pages /Count ${pages} /Kids [${kids.join(' ')}] >>`;
  let file = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
