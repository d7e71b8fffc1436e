import { describe, expect, it } from 'vitest';
import { draftOf, editDraft, finished, mostOptions, newDraft, quick, quickKinds, type Draft, type DraftAction } from './draft';

const edit = (draft: Draft, ...actions: DraftAction[]) => actions.reduce(editDraft, draft);
const written = edit(
  newDraft(),
  { type: 'set', change: { question: ' Which? ' } },
  { type: 'optionWritten', id: 'o1', text: 'north' },
  { type: 'optionWritten', id: 'o2', text: 'south ' },
  { type: 'optionRemoved', id: 'o3' },
);

describe('editDraft', () => {
  it('adds up to the limit, with ids of their own', () => {
    let draft = newDraft();
    for (let i = 0; i < 30; i += 1) draft = editDraft(draft, { type: 'optionAdded' });
    expect(draft.options).toHaveLength(mostOptions);
    expect(new Set(draft.options.map((option) => option.id)).size).toBe(mostOptions);
  });

  it('keeps two options, and forgets that a removed one was right', () => {
    const draft = edit(newDraft('multiple'), { type: 'rightToggled', id: 'o1' }, { type: 'rightToggled', id: 'o2' }, { type: 'optionRemoved', id: 'o1' }, { type: 'optionRemoved', id: 'o2' });
    expect(draft.options.map((option) => option.id)).toEqual(['o2', 'o3']);
    expect(draft.right).toEqual(['o2']);
  });

  it('moves within the list', () => {
    const moved = edit(newDraft(), { type: 'optionMoved', id: 'o3', by: -1 }, { type: 'optionMoved', id: 'o1', by: -1 });
    expect(moved.options.map((option) => option.id)).toEqual(['o1', 'o3', 'o2']);
  });

  it('has one right answer, or several', () => {
    const marks: DraftAction[] = [
      { type: 'rightToggled', id: 'o1' },
      { type: 'rightToggled', id: 'o2' },
    ];
    expect(edit(newDraft('single'), ...marks).right).toEqual(['o2']);
    expect(edit(newDraft('multiple'), ...marks).right).toEqual(['o1', 'o2']);
    expect(edit(newDraft('multiple'), ...marks, { type: 'rightToggled', id: 'o1' }).right).toEqual(['o2']);
    expect(edit(newDraft('multiple'), ...marks, { type: 'kind', kind: 'single' }).right).toEqual(['o1']);
    expect(edit(newDraft('multiple'), ...marks, { type: 'kind', kind: 'yes_no' }).right).toEqual([]);
  });
});

describe('finished', () => {
  it('gives a clean definition', () => {
    expect(finished(written, true)).toEqual({
      definition: {
        kind: 'single',
        question: 'Which?',
        options: [
          { id: 'o1', text: 'north' },
          { id: 'o2', text: 'south' },
        ],
        anonymous: false,
        results: 'on_close',
        changeable: true,
        seconds: 0,
      },
    });
  });

  it.each<[string, Draft, string]>([
    ['a question', { ...written, question: ' ' }, 'question'],
    ['words in each option', edit(written, { type: 'optionWritten', id: 'o1', text: ' ' }), 'emptyOption'],
    ['different options', edit(written, { type: 'optionWritten', id: 'o1', text: ' south' }), 'sameOption'],
    ['a right answer where there is one', { ...written, graded: true }, 'noRight'],
    ['accepted texts', { ...written, kind: 'text', graded: true, accepted: '\n ' }, 'noRight'],
  ])('wants %s', (_, draft, problem) => {
    expect(finished(draft, true)).toEqual({ problem });
  });

  it.each<[string, Draft]>([
    ['text', { ...written, kind: 'text', graded: true, accepted: 'Paris\nLa Ville', points: 3 }],
    ['ordering', { ...written, kind: 'ordering', graded: true, points: 2 }],
    ['multiple', { ...written, kind: 'multiple', graded: true, right: ['o2'], anonymous: true, seconds: 30 }],
    ['scale', { ...written, kind: 'scale', graded: true, right: ['3'], scale: { min: 0, max: 3, minLabel: 'no', maxLabel: 'yes' } }],
    ['word cloud', { ...written, kind: 'word_cloud' }],
  ])('comes back as a draft: %s', (_, draft) => {
    const made = finished(draft, true);
    if ('problem' in made) throw new Error(made.problem);
    expect(finished(draftOf(made.definition), true)).toEqual(made);
  });

  it('shows a right order as it was written', () => {
    const draft = draftOf({ ...quickDefinition('abcd'), kind: 'ordering', right: ['d', 'c', 'b', 'a'] });
    expect(draft.options.map((option) => option.text)).toEqual(['D', 'C', 'B', 'A']);
  });
});

function quickDefinition(kind: (typeof quickKinds)[number]) {
  const made = quick(kind, 'Why?');
  if ('problem' in made) throw new Error(made.problem);
  return made.definition;
}

describe('quick', () => {
  it.each(['yes_no', 'abcd', 'scale'] as const)('%s needs no question', (kind) => {
    expect(quick(kind, '')).toHaveProperty('definition');
  });
  it.each(['word_cloud', 'text'] as const)('%s needs one', (kind) => {
    expect(quick(kind, ' ')).toEqual({ problem: 'question' });
    expect(quick(kind, 'Why?')).toHaveProperty('definition.kind', kind);
  });
});
