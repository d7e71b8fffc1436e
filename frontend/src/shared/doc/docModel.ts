import type { Awareness } from 'y-protocols/awareness';
import { Doc } from 'yjs';
import { Emitter } from '@/shared/emitter';
import { stopReason, type StopReason } from '@/shared/live/closeCodes';
import { parseAddress } from './address';
import type { Dial, DocLink } from './docLink';

/** The document on this page. A new one begins where the server hasn't accepted what was written in the old one. */
export interface DocCopy {
  id: number;
  doc: Doc;
  awareness: Awareness;
}

export interface DocState {
  phase: 'opening' | 'ready' | 'failed' | 'stopped';
  copy: DocCopy | null;
  /** This page and the server have the same. */
  online: boolean;
  stop: StopReason | null;
}

const closed: DocState = { phase: 'opening', copy: null, online: false, stop: null };
/** For how long what was written without a connection is still brought to the server once nobody looks any more. */
const lingerMs = 120_000;
/** A token that was refused so soon after it was fetched isn't fetched once more. */
const renewalMs = 30_000;

/** A page whose copies are refused again and again, without anybody writing, stops instead of going round. */
const refusalsMost = 3;
const refusalsWithinMs = 10_000;

/** One copy with its connection; what an older one still has to say is nobody's business. */
interface Visit {
  copy: DocCopy;
  link: DocLink;
}

/** Holds a shared document and its connection. Whoever shows it opens it, and releases it in the end. */
export class DocModel {
  private state: DocState = closed;
  private readonly emitter = new Emitter();
  private readonly refusalListeners = new Set<(reason: string) => void>();
  private visit: Visit | null = null;
  private opened = 0;
  private copies = 0;
  private url = '';
  private refusals: number[] = [];
  private renewedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private address: () => Promise<string>,
    private readonly dial: Dial,
    private readonly now: () => number = () => performance.now(),
  ) {}

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): DocState => this.state;

  /** Tells of something of this page that the server hasn't taken, with its reason; this page's copy is gone then. */
  readonly onRefused = (listener: (reason: string) => void): (() => void) => {
    this.refusalListeners.add(listener);
    return () => {
      this.refusalListeners.delete(listener);
    };
  };

  /** Where the address comes from, from now on. */
  setAddress(address: () => Promise<string>): void {
    this.address = address;
  }

  /** Fetches the address and connects; also once more after a failure. */
  async open(): Promise<void> {
    const round = ++this.opened;
    this.set(closed);
    try {
      const url = await this.address();
      if (round === this.opened) this.begin(url);
    } catch {
      if (round === this.opened) this.set({ ...closed, phase: 'failed' });
    }
  }

  /** Ends the showing. What isn't at the server yet is still brought there, in the background. */
  release(): void {
    this.opened++;
    const { visit } = this;
    const { online, phase } = this.state;
    this.visit = null;
    this.set(closed);
    if (!visit) return;
    if (online || phase === 'stopped') end(visit);
    else setTimeout(() => end(visit), lingerMs);
  }

  /** The document was closed to this person. What was written without a connection won't be accepted. */
  lockedOut(): void {
    if (this.visit && !this.state.online && this.state.phase !== 'stopped') this.again();
  }

  private begin(url: string): void {
    this.url = url;
    const doc = new Doc();
    const id = ++this.copies;
    const isOurs = () => this.visit?.copy.id === id;
    const link = this.dial(parseAddress(url), doc, {
      synced: () => (isOurs() ? this.set({ ...this.state, phase: 'ready', online: true }) : end({ copy, link })),
      lost: () => isOurs() && this.state.online && this.set({ ...this.state, online: false }),
      refused: (reason) => isOurs() && this.refuse(reason),
      stopped: (code) => isOurs() && void this.halt(code),
    });
    const copy = { id, doc, awareness: link.awareness };
    this.visit = { copy, link };
    this.set({ phase: this.state.phase === 'ready' ? 'ready' : 'opening', copy, online: false, stop: null });
  }

  private refuse(reason: string): void {
    const now = this.now();
    this.refusals = [...this.refusals.filter((at) => now - at < refusalsWithinMs), now];
    if (this.refusals.length <= refusalsMost) this.again();
    else {
      this.visit?.link.close();
      this.set({ ...this.state, phase: 'stopped', online: false, stop: 'forbidden' });
    }
    for (const listener of [...this.refusalListeners]) listener(reason);
  }

  /** Throws this page's copy away and takes the server's. */
  private again(): void {
    if (this.visit) end(this.visit);
    this.visit = null;
    this.begin(this.url);
  }

  private async halt(code: number): Promise<void> {
    const stop = stopReason(code) ?? 'refused';
    const { visit } = this;
    if (stop === 'expired' && visit && this.now() - this.renewedAt > renewalMs) {
      this.renewedAt = this.now();
      try {
        this.url = await this.address();
        if (visit === this.visit) visit.link.connect(parseAddress(this.url));
        return;
      } catch {
        // There is no new token: said below.
      }
    }
    if (visit === this.visit) this.set({ ...this.state, phase: 'stopped', online: false, stop });
  }

  private set(state: DocState): void {
    this.state = state;
    this.emitter.emit();
  }
}

function end({ copy, link }: Visit): void {
  link.close();
  copy.doc.destroy();
}
