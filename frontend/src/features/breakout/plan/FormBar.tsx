import { Shuffle, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { SelectField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import { Switch } from '@/shared/ui/Switch';
import { CsvDialog } from './CsvDialog';
import { mostGroups, mostMinutes } from './draft';
import { Notes } from './Notes';
import { ways } from './planApi';
import styles from './plan.module.css';
import { Stepper } from './Stepper';
import type { Forming } from './useForming';
import type { PlanDesk } from './usePlan';

interface Props {
  desk: PlanDesk;
  forming: Forming;
  /** The polls of this class whose answers may form groups. */
  polls: readonly { pollId: string; question: string }[];
}

/** How many groups, for how long, and how they are formed. */
export function FormBar({ desk, forming, polls }: Props) {
  const { t } = useTranslation('breakout');
  const [table, setTable] = useState(false);
  const { draft, dispatch, nameOf } = desk;
  const { wishes, change, busy, error, notes } = forming;
  const counts = wishes.way !== 'lms' && wishes.way !== 'last' && wishes.way !== 'csv';
  const press = () => (wishes.way === 'csv' ? setTable(true) : void forming.form());
  const setCount = (count: number) => {
    change({ groups: count, by: 'groups' });
    dispatch({ type: 'count', count, nameOf });
  };
  return (
    <div className={styles.bar}>
      <div className={styles.fields}>
        <Stepper label={t('plan.minutes')} value={draft.plan.minutes} least={0} most={mostMinutes} onChange={(minutes) => dispatch({ type: 'plan', change: { minutes } })} />
        <div className={styles.way}>
          <SelectField label={t('plan.how')} value={wishes.way} onChange={(event) => change({ way: ways.find((way) => way === event.target.value) ?? 'random' })}>
            {ways.map((way) => (
              <option key={way} value={way} disabled={way === 'poll' && polls.length === 0}>
                {t(`plan.way.${way}`)}
              </option>
            ))}
          </SelectField>
        </div>
        {counts && (
          <SelectField label={t('plan.by')} value={wishes.by} onChange={(event) => change({ by: event.target.value === 'size' ? 'size' : 'groups' })}>
            <option value="groups">{t('plan.byGroups')}</option>
            <option value="size">{t('plan.bySize')}</option>
          </SelectField>
        )}
        {wishes.by === 'size' && counts ? (
          <Stepper label={t('plan.size')} value={wishes.size} least={1} most={mostGroups} onChange={(size) => change({ size })} />
        ) : (
          <Stepper label={t('plan.groups')} value={draft.groups.length} least={1} most={mostGroups} onChange={setCount} />
        )}
        <Button className={styles.form} onClick={press} busy={busy}>
          <Shuffle size={18} aria-hidden="true" />
          {t('plan.form')}
        </Button>
        <Button variant="quiet" onClick={() => dispatch({ type: 'undo' })} disabled={draft.past.length === 0}>
          <Undo2 size={18} aria-hidden="true" />
          {t('plan.undo')}
        </Button>
      </div>
      {wishes.way === 'poll' && (
        <div className={styles.fields}>
          <div className={styles.way}>
            <SelectField label={t('plan.poll')} value={wishes.pollId} onChange={(event) => change({ pollId: event.target.value })}>
              <option value="">{t('plan.choosePoll')}</option>
              {polls.map(({ pollId, question }) => (
                <option key={pollId} value={pollId}>
                  {question}
                </option>
              ))}
            </SelectField>
          </div>
          <SelectField label={t('plan.answers')} value={wishes.together ? 'same' : 'mixed'} onChange={(event) => change({ together: event.target.value === 'same' })}>
            <option value="mixed">{t('plan.mixed')}</option>
            <option value="same">{t('plan.same')}</option>
          </SelectField>
        </div>
      )}
      <div className={styles.switches}>
        <Switch isOn={draft.plan.learnersChoose} onChange={(learnersChoose) => dispatch({ type: 'plan', change: { learnersChoose } })}>
          {t('plan.choose')}
        </Switch>
        <Switch isOn={draft.plan.mayReturn} onChange={(mayReturn) => dispatch({ type: 'plan', change: { mayReturn } })}>
          {t('plan.mayReturn')}
        </Switch>
        <Switch isOn={wishes.absent} onChange={(absent) => change({ absent })}>
          {t('plan.placeAbsent')}
        </Switch>
      </div>
      {error !== null && !table && <Problem error={error} retry={press} busy={busy} />}
      <Notes notes={draft.asFormed ? notes : []} desk={desk} />
      {table && <CsvDialog forming={forming} onClose={() => setTable(false)} />}
    </div>
  );
}
