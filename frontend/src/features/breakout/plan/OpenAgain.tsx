import { useTranslation } from 'react-i18next';
import { AskDialog } from '@/shared/ui/AskDialog';

export type Why = 'replaces' | 'discard' | 'leave';

interface Props {
  why: Why;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before groups take the place of those that are open, a plan is thrown away, or what was changed of it is left. */
export function OpenAgain({ why, busy, onConfirm, onClose }: Props) {
  const { t } = useTranslation('breakout');
  const words = {
    replaces: { title: t('plan.replaceTitle'), text: t('plan.replaceText'), label: t('plan.replace') },
    discard: { title: t('plan.discardTitle'), text: t('plan.discardText'), label: t('plan.discard') },
    leave: { title: t('plan.leaveTitle'), text: t('plan.leaveText'), label: t('plan.leave') },
  }[why];
  return (
    <AskDialog title={words.title} label={words.label} danger={why !== 'replaces'} busy={busy} error={null} onConfirm={onConfirm} onClose={onClose}>
      <p>{words.text}</p>
    </AskDialog>
  );
}
