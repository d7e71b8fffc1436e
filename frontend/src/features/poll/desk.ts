import { Emitter } from '@/shared/emitter';
import { draftOf, editDraft, newDraft, type Draft, type DraftAction, type QuickKind } from './draft';
import type { PollDefinition } from './wire';

export interface DeskState {
  /** The chips of a new poll are shown. */
  asking: boolean;
  kind: QuickKind;
  question: string;
  /** What is being written; `preparedId` is null for a new one. */
  editor: { preparedId: string | null; draft: Draft } | null;
}

/** What a teacher is writing. It outlives the panel, which is only there while it is seen. */
export class PollDesk {
  private state: DeskState = { asking: false, kind: 'yes_no', question: '', editor: null };
  private readonly emitter = new Emitter();

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): DeskState => this.state;

  ask(asking: boolean): void {
    this.set({ asking });
  }

  choose(kind: QuickKind): void {
    this.set({ kind });
  }

  write(question: string): void {
    this.set({ question });
  }

  /** A poll was opened: the desk is clear. */
  asked(): void {
    this.set({ asking: false, question: '' });
  }

  edit(prepared: { id: string | null; poll: PollDefinition } | null): void {
    const draft = prepared ? draftOf(prepared.poll) : { ...newDraft(), question: this.state.question };
    this.set({ editor: { preparedId: prepared?.id ?? null, draft } });
  }

  change = (action: DraftAction): void => {
    const { editor } = this.state;
    if (editor) this.set({ editor: { ...editor, draft: editDraft(editor.draft, action) } });
  };

  closeEditor(): void {
    this.set({ editor: null });
  }

  private set(change: Partial<DeskState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}
