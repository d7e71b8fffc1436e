import { readVarString, readVarUint } from 'lib0/decoding';
import type { Awareness } from 'y-protocols/awareness';
import { messagePermissionDenied } from 'y-protocols/auth';
import { messageAuth, WebsocketProvider } from 'y-websocket';
import type { Doc } from 'yjs';
import { stopReason } from '@/shared/live/closeCodes';
import type { DocAddress } from './address';

/** What a link tells its model. */
export interface LinkEvents {
  /** Both sides have the same. */
  synced(): void;
  lost(): void;
  /** Something that was written isn't accepted. Why, in the server's words; they may be empty. */
  refused(reason: string): void;
  /** The server has closed for good. */
  stopped(code: number): void;
}

export interface DocLink {
  readonly awareness: Awareness;
  /** Connects again, with a new token. */
  connect(address: DocAddress): void;
  close(): void;
}

export type Dial = (address: DocAddress, doc: Doc, events: LinkEvents) => DocLink;

const slowestMs = 5_000;

/** Connects a document by the y-websocket protocol; the link comes back by itself until it is told to stop. */
export const dial: Dial = (address, doc, events) => {
  const provider = new WebsocketProvider(address.server, address.doc, doc, {
    params: address.params,
    disableBc: true, // other tabs of the browser are other people to the server
    maxBackoffTime: slowestMs * (1 + Math.random()), // a whole class doesn't come back in the same moment
    shouldReconnect: (event) => stopReason(event.code) === null,
  });
  provider.messageHandlers[messageAuth] = (_, decoder) => {
    if (readVarUint(decoder) === messagePermissionDenied) events.refused(readVarString(decoder));
  };
  provider.on('sync', (synced) => synced && events.synced());
  provider.on('status', ({ status }) => status === 'disconnected' && events.lost());
  provider.on('closed', ({ code }) => events.stopped(code));
  return {
    awareness: provider.awareness,
    connect: ({ params }) => {
      provider.params = params;
      provider.connect();
    },
    close: () => provider.destroy(),
  };
};
