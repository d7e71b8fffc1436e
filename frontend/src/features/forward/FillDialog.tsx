import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField, SelectField } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import type { RecordStore } from './forwardApi';
import { useChoices, useFill } from './forwardContext';
import { fillInput, type FillSpan } from './storeState';
import { Tick } from './Tick';
import styles from './forward.module.css';

const today = () => new Date().toLocaleDateString('sv');

/** Queues what was told before: of one class, or of some days. */
export function FillDialog({ store, name, onClose }: { store: RecordStore; name: string; onClose: () => void }) {
  const { t } = useTranslation('forward');
  const { t: common } = useTranslation();
  const format = useFormat();
  const choices = useChoices();
  const fill = useFill(store.id);
  const [kind, setKind] = useState<FillSpan['kind']>('time');
  const [session, setSession] = useState('');
  const [days, setDays] = useState({ from: today(), to: today(), classroom: '' });
  const [again, setAgain] = useState(false);
  const input = fillInput(kind === 'session' ? { kind, session } : { kind, ...days }, again);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (input) fill.mutate(input);
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('fill.title', { name })} keepsInput>
      <form className={styles.form} onSubmit={submit}>
        <p>{t('fill.text')}</p>
        {choices.isPending && <Loading label={t('form.loading')} />}
        {choices.error && <Problem error={choices.error} retry={() => void choices.refetch()} busy={choices.isFetching} />}
        <SelectField label={t('fill.what')} value={kind} onChange={(event) => setKind(event.target.value === 'session' ? 'session' : 'time')}>
          <option value="time">{t('fill.time')}</option>
          <option value="session">{t('fill.session')}</option>
        </SelectField>
        {kind === 'session' ? (
          <SelectField label={t('fill.which')} hint={choices.data?.sessions.length === 0 ? t('fill.none') : undefined} value={session} onChange={(event) => setSession(event.target.value)}>
            <option value="">{t('fill.choose')}</option>
            {choices.data?.sessions.map((one) => (
              <option key={one.id} value={one.id}>
                {t('fill.one', { title: one.title, when: one.startedAt ? format.dateTime(one.startedAt) : '', count: one.statements })}
              </option>
            ))}
          </SelectField>
        ) : (
          <>
            <InputField label={t('fill.from')} type="date" value={days.from} onChange={(event) => setDays({ ...days, from: event.target.value })} />
            <InputField label={t('fill.to')} hint={t('fill.toHint')} type="date" value={days.to} onChange={(event) => setDays({ ...days, to: event.target.value })} />
            <SelectField label={t('fill.classroom')} value={days.classroom} onChange={(event) => setDays({ ...days, classroom: event.target.value })}>
              <option value="">{t('fill.everywhere')}</option>
              {choices.data?.classrooms.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.course ? `${one.title} (${one.course})` : one.title}
                </option>
              ))}
            </SelectField>
          </>
        )}
        <Tick isOn={again} onChange={setAgain}>
          {t('fill.again')}
        </Tick>
        {fill.data && <p role="status" className={styles.good}>{t('fill.done', { queued: format.number(fill.data.queued), already: format.number(fill.data.already), skipped: format.number(fill.data.skipped) })}</p>}
        {fill.error && <Problem error={fill.error} />}
        <DialogActions>
          <Button onClick={onClose}>{fill.data ? t('done') : common('common.cancel')}</Button>
          <Button type="submit" variant="primary" busy={fill.isPending} aria-disabled={!input}>
            {t('fill.start')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
