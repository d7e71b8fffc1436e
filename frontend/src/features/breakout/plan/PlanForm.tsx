import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { DialogActions } from '@/shared/ui/Dialog';
import type { BreakoutModel } from '../breakoutModel';
import type { FileDesk } from '../files/fileDesk';
import { useAttachments } from '../files/useAttachments';
import type { Breakout } from '../wire';
import type { Draft } from './draft';
import { FormBar } from './FormBar';
import { GroupColumn } from './GroupColumn';
import { GroupDialog } from './GroupDialog';
import { OpenAgain } from './OpenAgain';
import type { PlanApi } from './planApi';
import { PlanChoice } from './PlanChoice';
import { PlanOptions } from './PlanOptions';
import type { PlanPerson } from './planPeople';
import styles from './plan.module.css';
import { SetsDialog } from './SetsDialog';
import { useForming } from './useForming';
import { useOpening } from './useOpening';
import { usePlan } from './usePlan';
import { usePlanChoice } from './usePlanChoice';

interface Props {
  model: BreakoutModel;
  api: PlanApi;
  fileDesk: FileDesk;
  people: readonly PlanPerson[];
  /** The list of the class couldn't be read: only those are known who are here. */
  unlisted: boolean;
  from: Draft | null;
  /** The plans that are saved for this class. */
  plans: readonly Breakout[];
  pages: readonly { boardId: string; name: string }[];
  polls: readonly { pollId: string; question: string }[];
  onClose: () => void;
}

/** The whole plan: how groups are formed, who is in them, what they do. */
export function PlanForm({ model, api, fileDesk, people, unlisted, from, plans, pages, polls, onClose }: Props) {
  const { t } = useTranslation('breakout');
  const desk = usePlan(people, from);
  const { draft, dispatch } = desk;
  const files = useAttachments(fileDesk, dispatch);
  const forming = useForming(api, people, draft.groups.length, dispatch);
  const opening = useOpening(model, desk, onClose);
  const choice = usePlanChoice(desk, plans);
  const [sets, setSets] = useState(false);
  const edited = draft.groups.find(({ key }) => key === desk.editing);
  const rest = desk.unassigned.filter(({ here }) => here).length;
  return (
    <>
      <PlanChoice desk={desk} plans={plans} busy={opening.busy || files.busy} onChoose={choice.choose} />
      <FormBar desk={desk} forming={forming} polls={polls} />
      {unlisted && <p className={styles.hint}>{t('plan.unlisted')}</p>}
      <div className={styles.columns}>
        <GroupColumn desk={desk} group={null} />
        {draft.groups.map((group) => (
          <GroupColumn key={group.key} desk={desk} group={group} />
        ))}
      </div>
      <PlanOptions desk={desk} files={files} pages={pages} />
      {opening.problem && (
        <p className={styles.failed} role="alert">
          {t(`plan.problem.${opening.problem.problem}`, { group: opening.problem.group })}
        </p>
      )}
      <div className={styles.foot}>
        <p className={styles.rest} role="status">
          {rest > 0 && !draft.plan.learnersChoose ? t('plan.rest', { count: rest }) : ''}
        </p>
        <DialogActions>
          <Button variant="quiet" onClick={() => setSets(true)}>
            {t('plan.sets')}
          </Button>
          {draft.breakoutId !== null && (
            <Button variant="quiet" busy={opening.busy} onClick={opening.discard}>
              {t('plan.discard')}
            </Button>
          )}
          <Button busy={opening.busy || files.busy} onClick={opening.save}>
            {t('plan.save')}
          </Button>
          <Button variant="primary" busy={opening.busy || files.busy} onClick={opening.ask}>
            {t('plan.open')}
          </Button>
        </DialogActions>
      </div>
      {edited && <GroupDialog desk={desk} files={files} group={edited} />}
      {sets && <SetsDialog desk={desk} files={files} api={api} onClose={() => setSets(false)} />}
      {choice.asks && <OpenAgain why="leave" busy={false} onConfirm={choice.confirm} onClose={choice.cancel} />}
      {opening.asks !== null && <OpenAgain why={opening.asks} busy={opening.busy} onConfirm={opening.confirm} onClose={opening.cancel} />}
    </>
  );
}
