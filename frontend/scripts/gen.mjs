// The types of the wire, from the description that `go run ./cmd/lectern openapi` printed into tmp/openapi.json.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const target = new URL('../src/shared/api/schema.gen.ts', import.meta.url);

/** The Makefile leaves the description in tmp; without one it is asked of the server's own code. */
function description() {
  const file = process.argv[2] ?? `${root}tmp/openapi.json`;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return execFileSync('go', ['run', './cmd/lectern', 'openapi'], { cwd: root, encoding: 'utf8' });
  }
}

const nodes = await openapiTS(description(), { alphabetize: true, immutable: true });
writeFileSync(target, `// Written by "make gen" from the server's description of its API. Don't edit.\n\n${astToString(nodes)}`);
