import { describe, expect, it } from 'vitest';
import { readElement } from './element';
import { formulaId, isFormula } from './formula';

describe('formulas', () => {
  it('have an id that says what they look like', () => {
    expect(formulaId('x^2', '#1e1e1e')).toBe(formulaId('x^2', '#1e1e1e'));
    const ids = ['x^2', 'x^3', '', 'y'].flatMap((latex) => ['#1e1e1e', '#e03131'].map((color) => formulaId(latex, color)));
    expect(new Set(ids).size).toBe(8);
    for (const id of ids) expect(readElement({ id: 'e', type: 'image', fileId: id })).toMatchObject({ fileId: id });
  });

  it('are pictures that say what they are of', () => {
    const made = (customData: object | null, type = 'image') => readElement({ id: 'e', type, customData });
    const are = [made({ kind: 'formula', latex: 'x' }), made({ kind: 'formula' }), made(null), made({ kind: 'formula', latex: 'x' }, 'text')].map((element) => element && isFormula(element));
    expect(are).toEqual([true, false, false, false]);
  });
});
