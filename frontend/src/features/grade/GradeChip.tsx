import { Check, Clock, Pencil, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { GradeState } from '@/shared/api/types';
import { Chip, type Tone } from '@/shared/ui/Chip';

const tones: Record<GradeState, Tone> = { draft: 'neutral', queued: 'warn', sent: 'ok', failed: 'danger' };

export function GradeChip({ state }: { state: GradeState }) {
  const { t } = useTranslation();
  const icons = { draft: Pencil, queued: Clock, sent: Check, failed: TriangleAlert };
  const Icon = icons[state];
  return (
    <Chip tone={tones[state]} icon={<Icon size={14} aria-hidden="true" />}>
      {t(`grade.state.${state}`)}
    </Chip>
  );
}
