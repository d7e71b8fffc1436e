import katex from 'katex';
import 'katex/dist/katex.min.css';

/**
 * Draws the formula into the element; false where it can't be understood. Formulas come from other people: nothing in
 * them may load, link or name anything of the page (`trust`), and macros and sizes are bounded.
 */
export function renderMath(text: string, into: HTMLElement, displayMode: boolean): boolean {
  try {
    katex.render(text, into, { displayMode, trust: false, strict: 'error', throwOnError: true, maxSize: 20, maxExpand: 200, output: 'htmlAndMathml' });
    return true;
  } catch {
    into.textContent = '';
    return false;
  }
}
