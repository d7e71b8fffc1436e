import { useTranslation } from 'react-i18next';
import { AskDialog } from '@/shared/ui/AskDialog';

export type Why = 'replaces' | 'discard';

interface Props {
  why: Why;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before groups take the place of those that are open, or a plan is thrown away. */
export function OpenAgain({ why, busy, onConfirm, onClose }: Props) {
  const { t } = useTranslation('breakout');
  const words = why === 'replaces' ? { title: t('plan.replaceTitle'), text: t('plan.replaceText'), label: t('plan.replace') } : { title: t('plan.discardTitle'), text: t('plan.discardText'), label: t('plan.discard') };
  return (
    <AskDialog title={words.title} label={words.label} danger={why === 'discard'} busy={busy} error={null} onConfirm={onConfirm} onClose={onClose}>
      <p>{words.text}</p>
    </AskDialog>
  );
}
