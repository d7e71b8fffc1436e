import type { ReactNode } from 'react';
import { Copy, DoorOpen, Link2Off, UserX, UsersRound, XCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EndReason } from '@/shared/api/types';
import { Button, LinkButton } from '@/shared/ui/Button';
import { MessagePage } from '@/shared/ui/MessagePage';

export type Outcome = 'left' | 'ended' | 'removed' | 'duplicate' | 'expired' | 'full' | 'early' | 'refused';

interface Props {
  outcome: Outcome;
  endReason: EndReason | null;
  /** Ended it, or could have: told what happens next instead of who ended it. */
  teaches: boolean;
  returnUrl: string;
  /** A link to the report or one's own attendance; null where the person may see neither. */
  report: ReactNode;
  /** What stays of the class to look at. */
  board?: ReactNode;
  onReturn: () => void;
}

const icons: Record<Outcome, ReactNode> = {
  left: <DoorOpen size={24} />,
  ended: <DoorOpen size={24} />,
  removed: <UserX size={24} />,
  duplicate: <Copy size={24} />,
  expired: <Link2Off size={24} />,
  full: <UsersRound size={24} />,
  early: <DoorOpen size={24} />,
  refused: <XCircle size={24} />,
};

/** Where a class ends for a person, whatever ended it: one sentence and the next step. */
export function EndPage({ outcome, endReason, teaches, returnUrl, report, board, onReturn }: Props) {
  const { t } = useTranslation();
  const mayReturn = outcome === 'left' || outcome === 'duplicate' || outcome === 'full' || outcome === 'early';
  const course = returnUrl && (
    <LinkButton variant={mayReturn || outcome === 'ended' ? 'secondary' : 'primary'} href={returnUrl} target="_top">
      {t('common.backToCourse')}
    </LinkButton>
  );
  const text = t(textKey(outcome, endReason, teaches));
  return (
    <MessagePage
      icon={icons[outcome]}
      title={t(`end.title.${outcome}`)}
      actions={
        <>
          {mayReturn && (
            <Button variant="primary" onClick={onReturn}>
              {t(`end.return.${outcome}`)}
            </Button>
          )}
          {(outcome === 'ended' || outcome === 'left') && report}
          {course}
        </>
      }
      below={outcome === 'ended' && board}
    >
      <p>{text}</p>
    </MessagePage>
  );
}

function textKey(outcome: Outcome, endReason: EndReason | null, teaches: boolean) {
  if (outcome !== 'ended') return `end.text.${outcome}` as const;
  if (teaches && (endReason === null || endReason === 'instructor')) return 'end.endedTeacher';
  return endReason ? (`end.reason.${endReason}` as const) : 'end.text.ended';
}
