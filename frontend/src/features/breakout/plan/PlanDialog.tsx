import { X } from 'lucide-react';
import { useMemo, useSyncExternalStore } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LoginStore } from '@/shared/api/login';
import { useWords } from '@/shared/i18n/useWords';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Loading } from '@/shared/ui/Loading';
import type { BreakoutModel } from '../breakoutModel';
import type { FileDesk } from '../files/fileDesk';
import { planned } from '../places';
import { draftOf } from './draftOf';
import { PlanApi } from './planApi';
import { PlanForm } from './PlanForm';
import styles from './plan.module.css';
import { planPeople, type PlanPerson } from './planPeople';

export interface PlanProps {
  model: BreakoutModel;
  login: LoginStore;
  files: FileDesk;
  classroomId: string;
  sessionId: string;
  /** Who is in class. */
  present: readonly Omit<PlanPerson, 'here'>[];
  pages: readonly { boardId: string; name: string }[];
  polls: readonly { pollId: string; question: string }[];
  onClose: () => void;
}

/** Plans groups, and opens them. */
export function PlanDialog(props: PlanProps) {
  const { t, i18n } = useTranslation('breakout');
  const ready = useWords('breakout');
  if (!ready) return null;
  return (
    <I18nProvider locale={i18n.language}>
      <Dialog isOpen onClose={props.onClose} title={t('plan.title')} keepsInput wide>
        <Button className={styles.close} variant="quiet" iconOnly onClick={props.onClose} aria-label={t('plan.close')}>
          <X size={20} aria-hidden="true" />
        </Button>
        <Planning {...props} />
      </Dialog>
    </I18nProvider>
  );
}

/** Waits for who belongs to the class: where that can't be read, those who are here can be placed all the same. */
function Planning({ model, login, files, classroomId, sessionId, present, pages, polls, onClose }: PlanProps) {
  const { t, i18n } = useTranslation('breakout');
  const api = useMemo(() => new PlanApi(login, classroomId, sessionId), [login, classroomId, sessionId]);
  const listed = useQuery({ queryKey: ['breakout', 'people', classroomId], queryFn: ({ signal }) => api.people(signal), retry: false });
  const people = useMemo(() => planPeople(present, listed.data ?? [], i18n.language), [present, listed.data, i18n.language]);
  const state = useSyncExternalStore(model.subscribe, model.getSnapshot);
  const plans = planned(state);
  const before = plans.at(-1);
  const from = useMemo(() => (before ? draftOf(before) : null), [before]);
  if (listed.isPending) return <Loading label={t('plan.loading')} />;
  return <PlanForm model={model} api={api} fileDesk={files} people={people} unlisted={listed.isError} from={from} plans={plans} pages={pages} polls={polls} onClose={onClose} />;
}
