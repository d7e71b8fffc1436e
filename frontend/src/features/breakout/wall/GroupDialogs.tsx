import { assertNever } from '@/shared/assertNever';
import type { BreakoutGroup } from '../wire';
import { AttendDialog } from './AttendDialog';
import { ChangeDialog } from './ChangeDialog';
import { FilesDialog } from './FilesDialog';
import { MergeDialog } from './MergeDialog';
import { MessageDialog } from './MessageDialog';
import { SplitDialog } from './SplitDialog';
import type { GroupProps } from './wallDesk';

export type Doing = 'message' | 'change' | 'files' | 'attend' | 'split' | 'merge';

export interface GroupDialogProps extends GroupProps {
  group: BreakoutGroup;
  onClose: () => void;
}

/** What is done to a group in a dialog of its own. */
export function GroupDialogs({ doing, ...props }: GroupDialogProps & { doing: Doing }) {
  switch (doing) {
    case 'message':
      return <MessageDialog model={props.desk.model} group={props.group} onClose={props.onClose} />;
    case 'change':
      return <ChangeDialog {...props} />;
    case 'files':
      return <FilesDialog {...props} />;
    case 'attend':
      return <AttendDialog {...props} />;
    case 'split':
      return <SplitDialog {...props} />;
    case 'merge':
      return <MergeDialog {...props} />;
    default:
      return assertNever(doing);
  }
}
