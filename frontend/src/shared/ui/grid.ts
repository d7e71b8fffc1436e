export interface Place {
  row: number;
  column: number;
}

/** Where a key leads in a grid (WAI-ARIA APG, Grid); null for a key that leads nowhere. */
export function step(key: string, { row, column }: Place, rows: number, columns: number, rtl: boolean): Place | null {
  const clamp = (value: number, size: number) => Math.max(0, Math.min(size - 1, value));
  const side = rtl ? -1 : 1;
  switch (key) {
    case 'ArrowDown':
      return { row: clamp(row + 1, rows), column };
    case 'ArrowUp':
      return { row: clamp(row - 1, rows), column };
    case 'ArrowRight':
      return { row, column: clamp(column + side, columns) };
    case 'ArrowLeft':
      return { row, column: clamp(column - side, columns) };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    case 'PageDown':
      return { row: clamp(row + 10, rows), column };
    case 'PageUp':
      return { row: clamp(row - 10, rows), column };
    default:
      return null;
  }
}
