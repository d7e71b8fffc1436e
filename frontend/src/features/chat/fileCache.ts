import type { ChatFile } from './wire';

type Fetch = (fileId: string) => Promise<Blob>;

/** Files that were fetched, as addresses that a page can show. They are given back when the class page goes. */
export class FileCache {
  private readonly urls = new Map<string, Promise<string>>();
  private readonly made: string[] = [];
  private readonly fetch: Fetch;

  constructor(fetch: Fetch) {
    this.fetch = fetch;
  }

  url(file: ChatFile): Promise<string> {
    const known = this.urls.get(file.fileId);
    if (known) return known;
    const url = this.fetch(file.fileId).then((bytes) => {
      // The server decided the type; whatever it isn't, it must not become a page of ours.
      const made = URL.createObjectURL(new Blob([bytes], { type: isPicture(file) ? file.type : 'application/octet-stream' }));
      this.made.push(made);
      return made;
    });
    this.urls.set(file.fileId, url);
    // One that failed is tried again the next time.
    url.catch(() => this.urls.delete(file.fileId));
    return url;
  }

  dispose(): void {
    for (const url of this.made) URL.revokeObjectURL(url);
    this.made.length = 0;
    this.urls.clear();
  }
}

const shown: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export function isPicture({ type }: Pick<ChatFile, 'type'>): boolean {
  return shown.has(type);
}

/** Hands the bytes to the browser's downloads. */
export function saveAs(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
