import { assertNever } from '@/shared/assertNever';
import { cleaned, move } from './answer';
import type { PollDefinition, PollKind, PollScale, ResultsMode } from './wire';

export const mostOptions = 20;
export const longestQuestion = 500;
export const longestOption = 200;

/** A poll while it is written. What the kind has no use for stays, in case the kind is changed back. */
export interface Draft {
  kind: PollKind;
  question: string;
  options: readonly { id: string; text: string }[];
  scale: PollScale;
  graded: boolean;
  /** Ids of right options, "yes" or "no", or a number of the scale. An ordering is right as it is written. */
  right: readonly string[];
  /** Accepted texts, one a line. */
  accepted: string;
  points: number;
  anonymous: boolean;
  results: ResultsMode;
  changeable: boolean;
  seconds: number;
}

export type DraftAction =
  | { type: 'kind'; kind: PollKind }
  | { type: 'set'; change: Partial<Omit<Draft, 'kind' | 'options' | 'right'>> }
  | { type: 'optionAdded' }
  | { type: 'optionRemoved'; id: string }
  | { type: 'optionMoved'; id: string; by: -1 | 1 }
  | { type: 'optionWritten'; id: string; text: string }
  | { type: 'rightToggled'; id: string };

export type DraftProblem = 'question' | 'options' | 'emptyOption' | 'sameOption' | 'noRight';

/** How many of the options are right at once. */
export function oneRight(kind: PollKind): boolean {
  return kind !== 'multiple';
}

export function hasOptions(kind: PollKind): boolean {
  return kind === 'single' || kind === 'multiple' || kind === 'ordering';
}

export function newDraft(kind: PollKind = 'single'): Draft {
  return {
    kind,
    question: '',
    options: [1, 2, 3].map((n) => ({ id: `o${n}`, text: '' })),
    scale: { min: 1, max: 5, minLabel: '', maxLabel: '' },
    graded: false,
    right: [],
    accepted: '',
    points: 1,
    anonymous: false,
    results: 'on_close',
    changeable: true,
    seconds: 0,
  };
}

function unusedId(options: Draft['options']): string {
  let n = options.length + 1;
  while (options.some((option) => option.id === `o${n}`)) n += 1;
  return `o${n}`;
}

export function editDraft(draft: Draft, action: DraftAction): Draft {
  const { options, right } = draft;
  switch (action.type) {
    case 'kind':
      return { ...draft, kind: action.kind, right: hasOptions(action.kind) && hasOptions(draft.kind) ? right.slice(0, oneRight(action.kind) ? 1 : undefined) : [] };
    case 'set':
      return { ...draft, ...action.change };
    case 'optionAdded':
      return options.length >= mostOptions ? draft : { ...draft, options: [...options, { id: unusedId(options), text: '' }] };
    case 'optionRemoved':
      return options.length <= 2 ? draft : { ...draft, options: options.filter((option) => option.id !== action.id), right: right.filter((id) => id !== action.id) };
    case 'optionMoved': {
      const from = options.findIndex((option) => option.id === action.id);
      return { ...draft, options: move(options, from, from + action.by) };
    }
    case 'optionWritten':
      return { ...draft, options: options.map((option) => (option.id === action.id ? { ...option, text: action.text } : option)) };
    case 'rightToggled':
      if (oneRight(draft.kind)) return { ...draft, right: [action.id] };
      return { ...draft, right: right.includes(action.id) ? right.filter((id) => id !== action.id) : [...right, action.id] };
    default:
      return assertNever(action);
  }
}

/** The draft as it is sent, or what keeps it from being sent. */
export function finished(draft: Draft, needsQuestion: boolean): { definition: PollDefinition } | { problem: DraftProblem } {
  const question = draft.question.normalize('NFC').trim();
  if (needsQuestion && question === '') return { problem: 'question' };
  const options = hasOptions(draft.kind) ? draft.options.map(({ id, text }) => ({ id, text: text.normalize('NFC').trim().replace(/\s+/g, ' ') })) : [];
  const problem = optionProblem(draft, options);
  if (problem) return { problem };
  const right = rightOf(draft);
  if (draft.graded && draft.kind !== 'word_cloud' && right.length === 0) return { problem: 'noRight' };
  return {
    definition: {
      kind: draft.kind,
      question,
      options,
      scale: draft.kind === 'scale' ? draft.scale : undefined,
      anonymous: draft.anonymous,
      right: right.length > 0 ? right : undefined,
      points: right.length > 0 ? draft.points : undefined,
      results: draft.results,
      changeable: draft.changeable,
      seconds: draft.seconds,
    },
  };
}

function optionProblem(draft: Draft, options: Draft['options']): DraftProblem | null {
  if (!hasOptions(draft.kind)) return null;
  if (options.length < 2) return 'options';
  if (options.some((option) => option.text === '')) return 'emptyOption';
  return new Set(options.map((option) => option.text)).size < options.length ? 'sameOption' : null;
}

function rightOf(draft: Draft): readonly string[] {
  if (!draft.graded) return [];
  switch (draft.kind) {
    case 'ordering':
      return draft.options.map((option) => option.id);
    case 'text':
      return cleaned(draft.accepted.split('\n'));
    case 'single':
    case 'multiple':
      return draft.right;
    case 'yes_no':
    case 'scale':
      return draft.right.slice(0, 1);
    case 'word_cloud':
      return [];
    default:
      return assertNever(draft.kind);
  }
}

/** A definition to go on writing at. */
export function draftOf(definition: PollDefinition): Draft {
  const right = definition.right ?? [];
  const fresh = newDraft(definition.kind);
  const byId = new Map(definition.options.map((option) => [option.id, option]));
  const sorted = definition.kind === 'ordering' && right.length > 0 ? right.flatMap((id) => byId.get(id) ?? []) : definition.options;
  return {
    ...fresh,
    question: definition.question,
    options: hasOptions(definition.kind) ? sorted : fresh.options,
    scale: definition.scale ?? fresh.scale,
    graded: right.length > 0,
    right: definition.kind === 'text' || definition.kind === 'ordering' ? [] : right,
    accepted: definition.kind === 'text' ? right.join('\n') : '',
    points: definition.points ?? 1,
    anonymous: definition.anonymous,
    results: definition.results,
    changeable: definition.changeable,
    seconds: definition.seconds,
  };
}

export const quickKinds = ['yes_no', 'abcd', 'scale', 'word_cloud', 'text'] as const;
export type QuickKind = (typeof quickKinds)[number];

/** A poll of one press. Of some kinds the question may be asked aloud. */
export function quick(kind: QuickKind, question: string): { definition: PollDefinition } | { problem: DraftProblem } {
  const base = { ...newDraft(kind === 'abcd' ? 'single' : kind), question };
  const options = ['A', 'B', 'C', 'D'].map((text) => ({ id: text.toLowerCase(), text }));
  return finished(kind === 'abcd' ? { ...base, options } : base, kind === 'word_cloud' || kind === 'text');
}
