import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const home = fileURLToPath(new URL('../node_modules/@excalidraw/excalidraw/', import.meta.url));
const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };

/** Files below assets/ are kept by browsers for ever, so the version is a part of the address. */
const folder = `assets/excalidraw-${version}`;
/** Handwriting for Chinese and Japanese, of 13 MB, which the binary would carry. Such text is drawn in the device's own font. */
const leftOut = 'Xiaolai';
/** Those that Lectern has. English is inside the program. */
const languages = /locales\/(ar-SA|de-DE|en|percentages)-/;

/** What is said otherwise in Excalidraw's own program, and how. */
const changes: readonly (readonly [what: string, is: RegExp, becomes: string])[] = [
  ['that it has Xiaolai', /(\("Virgil",\.\.\.[\w$]+\),[\w$]+\([\w$]+),\.\.\.[\w$]+\)/, '$1)'],
  ['where fonts come from that this server does not have', /`https:\/\/esm\.sh\/\$\{/g, '`${globalThis.location.origin}/assets/none/${'],
  ['the language of the document, which Lectern says', /document\.documentElement\.dir=(\w+)\.rtl\?"rtl":"ltr",document\.documentElement\.lang=\1\.code,/g, ''],
];

/**
 * Keeps Excalidraw at home: its fonts come from this server, it asks no other, and languages that Lectern doesn't have
 * are left out.
 */
export function excalidraw(): Plugin {
  const done = new Set<string>();
  let used = false;
  return {
    name: 'lectern:excalidraw',
    enforce: 'pre',
    config: () => ({ define: { __EXCALIDRAW_ASSETS__: JSON.stringify(`/${folder}/`) } }),
    resolveId(source, importer) {
      if (!importer?.includes('@excalidraw/excalidraw/dist') || !source.startsWith('./locales/') || languages.test(source)) return null;
      return '\0lectern:no-language';
    },
    load: (id) => (id === '\0lectern:no-language' ? 'export default {};' : null),
    transform(code, id) {
      if (!id.includes('@excalidraw/excalidraw/dist/prod')) return null;
      used = true;
      let changed = code;
      for (const [what, is, becomes] of changes) {
        const next = changed.replace(is, becomes);
        if (next !== changed) done.add(what);
        changed = next;
      }
      return changed === code ? null : { code: changed, map: null };
    },
    buildEnd(error) {
      const missing = changes.filter(([what]) => !done.has(what));
      if (!error && used && missing.length > 0) this.error(`Excalidraw ${version} is written otherwise: look for ${missing.map(([what]) => what).join(', ')}`);
    },
    generateBundle() {
      for (const { name, file } of fonts()) this.emitFile({ type: 'asset', fileName: `${folder}/fonts/${name}`, source: readFileSync(file) });
    },
    configureServer({ middlewares }) {
      const served = new Map(fonts().map(({ name, file }) => [`/${folder}/fonts/${name}`, file]));
      middlewares.use((request, response, next) => {
        const file = served.get(request.url ?? '');
        if (!file) return next();
        response.setHeader('Content-Type', 'font/woff2');
        createReadStream(file).pipe(response);
      });
    },
  };
}

function fonts(): { name: string; file: string }[] {
  const all = join(home, 'dist/prod/fonts');
  const families = readdirSync(all).filter((family) => family !== leftOut);
  return families.flatMap((family) => readdirSync(join(all, family)).map((name) => ({ name: `${family}/${name}`, file: join(all, family, name) })));
}
