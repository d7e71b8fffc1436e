import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AskDialog } from '@/shared/ui/AskDialog';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { useFeedback } from '@/shared/ui/feedback';
import { InputField } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import type { TaskFile } from '../files/fileDesk';
import type { PlanFiles } from '../files/useAttachments';
import { longestName } from './draft';
import { planDraft, planOf } from './draftOf';
import type { Earlier, PlanApi, SavedSet } from './planApi';
import styles from './plan.module.css';
import type { PlanDesk } from './usePlan';
import { useSets } from './useSets';

const fileId = (file: TaskFile) => file.fileId;

/** Groups that were kept or were there before, to be used again; and the way to keep those of now. */
export function SetsDialog({ desk, files, api, onClose }: { desk: PlanDesk; files: PlanFiles; api: PlanApi; onClose: () => void }) {
  const { t } = useTranslation(['breakout', 'translation']);
  const { saved, earlier, act, busy, failed } = useSets(api);
  const { announcer } = useFeedback();
  const heading = useRef<HTMLHeadingElement>(null);
  const [name, setName] = useState('');
  const [going, setGoing] = useState<SavedSet | null>(null);
  const [gone, setGone] = useState<SavedSet | null>(null);
  const { draft, dispatch, format } = desk;
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    const { plan, groups } = planOf({ ...draft, groups: draft.groups.map((group) => ({ ...group, groupId: null })) });
    void act(() => api.save({ name: name.trim(), plan, groups })).then((done) => done && setName(''));
  };
  const forget = async (set: SavedSet) => {
    if (!(await act(() => api.forget(set.savedId)))) return;
    setGoing(null);
    setGone(set);
    announcer.say(t('plan.forgotten', { name: set.name }));
  };
  // The button of what was deleted had the focus.
  useEffect(() => {
    if (gone) heading.current?.focus();
  }, [gone]);
  const use = ({ groups, plan }: SavedSet) => {
    dispatch({ type: 'plan', change: planDraft(plan) });
    dispatch({ type: 'form', groups });
    onClose();
  };
  const goOn = ({ breakoutId, task, files: forAll, groups }: Earlier) => {
    files.attachments.know([...forAll, ...groups.flatMap((group) => group.files)]);
    const named = groups.map((group) => ({ ...group, files: group.files.map(fileId) }));
    dispatch({ type: 'form', groups: named, goesOn: breakoutId, along: { task, files: forAll.map(fileId) } });
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('plan.sets')}>
      <form className={styles.keep} onSubmit={keep}>
        <InputField label={t('plan.keepAs')} value={name} maxLength={longestName} autoComplete="off" dir="auto" onChange={(event) => setName(event.target.value)} />
        <Button type="submit" busy={busy}>
          {t('plan.keep')}
        </Button>
      </form>
      {failed !== null && !going && <Problem error={failed} />}
      <h3 ref={heading} tabIndex={-1}>
        {t('plan.savedSets')}
      </h3>
      <Listed query={saved} empty={t('plan.noSets')}>
        {saved.data?.map((set) => (
          <li key={set.savedId} className={styles.set}>
            <span>
              <bdi dir="auto">{set.name}</bdi> <span className={styles.count}>{t('plan.groupCount', { count: set.groups.length })}</span>
              <span className={styles.when}>{t('plan.savedAt', { at: format.dateTime(set.savedAt) })}</span>
            </span>
            <Button size="small" onClick={() => use(set)} aria-label={t('plan.useNamed', { name: set.name })}>
              {t('plan.use')}
            </Button>
            <Button size="small" variant="quiet" iconOnly onClick={() => setGoing(set)} aria-label={t('plan.forget', { name: set.name })}>
              <Trash2 size={16} aria-hidden="true" />
            </Button>
          </li>
        ))}
      </Listed>
      <h3>{t('plan.earlier')}</h3>
      <p className={styles.hint}>{t('plan.earlierHint')}</p>
      <Listed query={earlier} empty={t('plan.noEarlier')}>
        {earlier.data?.map((one) => (
          <li key={one.breakoutId} className={styles.set}>
            <span>
              <bdi dir="auto">{one.name === '' ? (one.openedAt === null ? t('plan.title') : format.dateTime(one.openedAt)) : one.name}</bdi> <span className={styles.count}>{t('plan.groupCount', { count: one.groups.length })}</span>
            </span>
            <Button size="small" onClick={() => goOn(one)} aria-label={t('plan.goOnNamed', { name: one.name === '' && one.openedAt !== null ? format.dateTime(one.openedAt) : one.name })}>
              {t('plan.goOn')}
            </Button>
          </li>
        ))}
      </Listed>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close', { ns: 'translation' })}</Button>
      </DialogActions>
      {going && (
        <AskDialog title={t('plan.forgetTitle')} label={t('plan.forgetIt')} danger busy={busy} error={failed} onConfirm={() => void forget(going)} onClose={() => setGoing(null)}>
          <p dir="auto">{going.name}</p>
        </AskDialog>
      )}
    </Dialog>
  );
}

interface ListedProps {
  query: { isPending: boolean; isError: boolean; isFetching: boolean; error: unknown; data: readonly unknown[] | undefined; refetch(): unknown };
  empty: string;
  children: ReactNode;
}

/** The lines of a list that is read from the server, or what is shown instead of them. */
function Listed({ query, empty, children }: ListedProps) {
  const { t } = useTranslation();
  if (query.isPending) return <Loading label={t('common.loading')} />;
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} busy={query.isFetching} />;
  return query.data?.length === 0 ? <p className={styles.hint}>{empty}</p> : <ul className={styles.sets}>{children}</ul>;
}
