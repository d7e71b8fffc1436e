// The Go package embeds dist even where nothing was built, so .keep stays.
import { writeFileSync } from 'node:fs';

writeFileSync(new URL('../dist/.keep', import.meta.url), '');
