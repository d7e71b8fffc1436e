import type { Template, View } from './canvas';

/** A line of a template: along x or y at a place, from one end to the other. */
export interface Rule {
  along: 'x' | 'y';
  at: number;
  from: number;
  to: number;
  /** Axes, and every fifth line of squared paper. */
  strong: boolean;
}

const square = 20;
const perStrong = 5;
const ruledGap = 32;
const staffGap = 10;
const staffLines = 5;
const staffEvery = 120;
/** No template has more lines in sight. What is seen from far away has none. */
const rulesMost = 600;

/** The lines of a template that are seen in this part of the page. */
export function rulesOf(template: Template, view: View): Rule[] {
  switch (template) {
    case 'blank':
      return [];
    case 'grid':
      return grid(view);
    case 'ruled':
      return each(view.y, view.h, ruledGap).map((n) => across(n * ruledGap, view));
    case 'axes':
      return [...grid(view).map((rule) => ({ ...rule, strong: rule.at === 0 }))];
    case 'music':
      return each(view.y - staffGap * staffLines, view.h + staffGap * staffLines, staffEvery).flatMap((n) =>
        Array.from({ length: staffLines }, (_, line) => across(n * staffEvery + line * staffGap, view)),
      );
    default:
      return [];
  }
}

function grid(view: View): Rule[] {
  const [rows, columns] = [each(view.y, view.h, square), each(view.x, view.w, square)];
  const sparse = rows.length + columns.length > rulesMost / 2;
  const lines: Rule[] = [
    ...rows.map((n) => ({ ...across(n * square, view), strong: n % perStrong === 0 })),
    ...columns.map((n): Rule => ({ along: 'y', at: n * square, from: view.y, to: view.y + view.h, strong: n % perStrong === 0 })),
  ];
  return sparse ? lines.filter(({ strong }) => strong) : lines;
}

const across = (at: number, { x, w }: View): Rule => ({ along: 'x', at, from: x, to: x + w, strong: false });

/** The whole numbers n with n * gap in the stretch; none where they would be too many. */
function each(from: number, length: number, gap: number): number[] {
  const [first, last] = [Math.ceil(from / gap), Math.floor((from + length) / gap)];
  if (last - first >= rulesMost) return [];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

export interface RuleColors {
  line: string;
  strong: string;
}

/** Draws the template into a context whose unit is the page's, at this zoom. */
export function paintTemplate(context: CanvasRenderingContext2D, template: Template, view: View, zoom: number, colors: RuleColors): void {
  for (const strong of [false, true]) {
    context.beginPath();
    for (const rule of rulesOf(template, view)) {
      if (rule.strong !== strong) continue;
      if (rule.along === 'x') {
        context.moveTo(rule.from, rule.at);
        context.lineTo(rule.to, rule.at);
      } else {
        context.moveTo(rule.at, rule.from);
        context.lineTo(rule.at, rule.to);
      }
    }
    context.strokeStyle = strong ? colors.strong : colors.line;
    context.lineWidth = (strong && template === 'axes' ? 2 : 1) / Math.max(zoom, 0.5);
    context.stroke();
  }
}
