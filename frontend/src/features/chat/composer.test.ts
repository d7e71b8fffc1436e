import { describe, expect, it, vi } from 'vitest';
import type { KeyValue } from '@/shared/storage';
import { Draft, lengthOf } from './draft';
import { FileCache } from './fileCache';
import { ReadAloud } from './readAloud';
import { mostBytes, TooLarge, Uploads } from './uploads';
import type { ChatFile, ChatMessage } from './wire';

const message: ChatMessage = { messageId: 'm', number: 1, to: { kind: 'everyone' }, userId: 'me', name: 'Me', role: 'learner', text: 'old', sentAt: '2026-11-25T10:00:00Z' };
const there = (name: string): ChatFile => ({ fileId: `id-${name}`, name, type: 'text/plain', size: 1 });

describe('Draft', () => {
  it('goes to all of the room where somebody is, unless they chose somebody else', () => {
    const draft = new Draft();
    draft.enter(null);
    draft.address({ kind: 'everyone' });
    draft.enter('g1');
    expect(draft.getSnapshot().to).toBeNull();
    draft.address({ kind: 'everyone' });
    draft.enter('g1');
    expect(draft.getSnapshot().to).toEqual({ kind: 'everyone' });
    draft.address({ kind: 'group', groupId: 'g1' });
    draft.enter(null);
    expect(draft.getSnapshot().to).toBeNull();
    draft.address({ kind: 'person', userId: 'ida', name: 'Ms Ida' });
    draft.enter('g1');
    expect(draft.getSnapshot().to).toEqual({ kind: 'person', userId: 'ida', name: 'Ms Ida' });
  });

  it('keeps what was being written while a message is changed', () => {
    const draft = new Draft();
    draft.setText('half a thought');
    draft.edit(message);
    draft.setText('older');
    draft.edit({ ...message, text: 'another' });
    expect(draft.getSnapshot()).toMatchObject({ text: 'another', editing: { text: 'another' } });
    draft.cancel();
    expect(draft.getSnapshot()).toMatchObject({ text: 'half a thought', editing: null });
    draft.edit(message);
    draft.reply(message, { kind: 'staff' });
    expect(draft.getSnapshot()).toMatchObject({ text: 'half a thought', editing: null, replyTo: { messageId: 'm' }, to: { kind: 'staff' } });
    draft.sent();
    expect(draft.getSnapshot()).toMatchObject({ text: '', replyTo: null, to: { kind: 'staff' } });
  });

  it('counts like the server', () => {
    expect(lengthOf('aä👍')).toBe(3);
  });
});

describe('Uploads', () => {
  it('sends at once, tells how far it is, and takes four', async () => {
    const send = vi.fn((_: Blob, name: string, progress: (share: number) => void) => {
      progress(0.5);
      return Promise.resolve(there(name));
    });
    const uploads = new Uploads(send);
    expect(uploads.add(['1', '2', '3', '4', '5', '6'].map((name) => new File(['x'], name)))).toBe(2);
    expect(uploads.getSnapshot().map((one) => one.progress)).toEqual([0.5, 0.5, 0.5, 0.5]);
    await vi.waitFor(() => expect(uploads.getSnapshot().every((one) => one.file)).toBe(true));
    uploads.remove(uploads.getSnapshot()[0]?.key ?? '');
    expect(uploads.take().map((file) => file.name)).toEqual(['2', '3', '4']);
    expect(uploads.getSnapshot()).toEqual([]);
  });

  it('can be stopped, and says why one failed', async () => {
    let stopped = false;
    const uploads = new Uploads((_, name, __, signal) => {
      if (name === 'bad') return Promise.reject(new Error('no'));
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    });
    const large = new File(['x'], 'large');
    Object.defineProperty(large, 'size', { value: mostBytes + 1 });
    uploads.add([new File(['x'], 'slow'), new File(['x'], 'bad'), large]);
    await vi.waitFor(() => expect(uploads.getSnapshot()[1]?.error).toBeInstanceOf(Error));
    expect(uploads.getSnapshot()[2]?.error).toBeInstanceOf(TooLarge);
    uploads.remove(uploads.getSnapshot()[0]?.key ?? '');
    expect([stopped, uploads.getSnapshot().map((one) => one.name)]).toEqual([true, ['bad', 'large']]);
    expect(uploads.take()).toEqual([]);
  });
});

describe('FileCache', () => {
  it('fetches once, never as a page, and again where it failed', async () => {
    const types: string[] = [];
    const fetch = vi.fn().mockRejectedValueOnce(new Error('offline')).mockResolvedValue(new Blob(['<script>'], { type: 'text/html' }));
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: (blob: Blob) => (types.push(blob.type), `blob:${types.length}`), revokeObjectURL: vi.fn() }));
    const cache = new FileCache(fetch);
    const file = { ...there('a'), type: 'text/html' };
    await expect(cache.url(file)).rejects.toThrow('offline');
    expect([await cache.url(file), await cache.url(file), fetch.mock.calls.length]).toEqual(['blob:1', 'blob:1', 2]);
    await cache.url({ ...file, fileId: 'p', type: 'image/png' });
    await cache.url({ ...file, fileId: 's', type: 'image/svg+xml' });
    expect(types).toEqual(['application/octet-stream', 'image/png', 'application/octet-stream']);
    cache.dispose();
    expect(URL.revokeObjectURL).toHaveBeenCalledTimes(3);
  });
});

describe('ReadAloud', () => {
  it('is silent until it is switched on, and does not fall behind', () => {
    const kept = new Map<string, string>();
    const store: KeyValue = { get: (key) => kept.get(key) ?? null, set: (key, value) => void kept.set(key, value), remove: (key) => void kept.delete(key) };
    const said: string[] = [];
    const spoken: Words[] = [];
    class Words {
      lang = '';
      onend: (() => void) | null = null;
      readonly text: string;
      constructor(text: string) {
        this.text = text;
        spoken.push(this);
      }
    }
    vi.stubGlobal('SpeechSynthesisUtterance', Words);
    const cancel = vi.fn();
    const aloud = new ReadAloud(store, { speak: (words) => void said.push(words.text), cancel });
    aloud.say('unheard', 'en');
    aloud.set(true);
    for (const text of '1234567') aloud.say(text, 'de');
    expect(said.join('')).toBe('12345');
    spoken[0]?.onend?.();
    aloud.say('8', 'de');
    expect(spoken.at(-1)).toMatchObject({ text: '8', lang: 'de' });
    aloud.set(false);
    expect([cancel.mock.calls.length, aloud.getSnapshot(), kept.size]).toEqual([1, false, 0]);
    expect(new ReadAloud(store, null).possible).toBe(false);
  });
});
