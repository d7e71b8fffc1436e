import { Circle, Diamond, Group, Image, Minus, MoveUpRight, PenLine, Sigma, Square, StickyNote, Type, type LucideIcon } from 'lucide-react';
import type { ObjectKind } from './objects';

const icons: Record<ObjectKind, LucideIcon> = { text: Type, note: StickyNote, rectangle: Square, ellipse: Circle, diamond: Diamond, line: Minus, arrow: MoveUpRight, drawing: PenLine, image: Image, formula: Sigma, group: Group };

export function KindIcon({ kind, size = 18 }: { kind: ObjectKind; size?: number }) {
  const Icon = icons[kind];
  return <Icon size={size} aria-hidden="true" />;
}
