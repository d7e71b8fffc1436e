import { useDeferredValue, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { InputField } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import { ColumnFields } from './ColumnFields';
import type { GradingRules } from './desk';
import { usePreview, useRules, useSaveRules } from './deskApi';
import { OnOff } from './OnOff';
import { PreviewTable } from './PreviewTable';
import { formOf, rulesOf, signals, type RulesForm } from './rulesForm';
import styles from './desk.module.css';

/** The rules by which a classroom is graded, with what a change would do to the last class. */
export function RulesDialog({ classroomId, onClose }: { classroomId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const rules = useRules(classroomId);
  return (
    <Dialog isOpen onClose={onClose} title={t('desk.rules')} keepsInput>
      {rules.data ? (
        <Form classroomId={classroomId} saved={rules.data} onClose={onClose} />
      ) : rules.error ? (
        <Problem error={rules.error} retry={() => void rules.refetch()} />
      ) : (
        <Loading label={t('common.loading')} />
      )}
    </Dialog>
  );
}

function Form({ classroomId, saved, onClose }: { classroomId: string; saved: GradingRules; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<RulesForm>(() => formOf(saved));
  const [regrade, setRegrade] = useState(false);
  const save = useSaveRules(classroomId);
  const { rules, problems } = rulesOf(form, saved.policy.completion.watchedAt);
  const preview = usePreview(classroomId, useDeferredValue(rules));
  const change = (part: Partial<RulesForm>) => setForm({ ...form, ...part });
  const error = (name: string) => (problems?.has(name) ? t('desk.badNumber') : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (rules) save.mutate({ rules, regrade }, { onSuccess: onClose });
  };
  const percent = (name: 'fullAt' | 'minimum' | 'attendedAt' | 'quizAt') => (
    <InputField label={t(`desk.field.${name}`)} inputMode="decimal" value={form[name]} onChange={(event) => change({ [name]: event.target.value })} error={error(name)} />
  );
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <fieldset className={styles.fieldset}>
        <legend>{t('desk.sending')}</legend>
        <OnOff isOn={form.review} onChange={(review) => change({ review })}>
          {t('desk.reviewMode')}
        </OnOff>
        <p className={styles.under}>{t(form.review ? 'desk.reviewHint' : 'desk.atOnceHint')}</p>
      </fieldset>
      <ColumnFields columns={form.columns} problems={problems} onChange={(columns) => change({ columns })} />
      <fieldset className={styles.fieldset}>
        <legend>{t('desk.activity.attendance')}</legend>
        <div className={styles.fields}>
          {percent('fullAt')}
          {percent('minimum')}
          <InputField label={t('desk.field.lateMinutes')} inputMode="decimal" value={form.lateMinutes} onChange={(event) => change({ lateMinutes: event.target.value })} error={error('lateMinutes')} />
        </div>
      </fieldset>
      <fieldset className={styles.fieldset}>
        <legend>{t('desk.activity.participation')}</legend>
        <p className={styles.under}>{t('desk.participationHint')}</p>
        {signals.map((name) => (
          <div key={name} className={styles.fields} role="group" aria-label={t(`desk.part.${name}`)}>
            <span className={styles.signal}>{t(`desk.part.${name}`)}</span>
            <InputField
              label={t('desk.field.weight')}
              inputMode="numeric"
              value={form.signals[name].weight}
              onChange={(event) => change({ signals: { ...form.signals, [name]: { ...form.signals[name], weight: event.target.value } } })}
              error={error(`${name}.weight`)}
            />
            <InputField
              label={t('desk.field.enough')}
              inputMode="numeric"
              value={form.signals[name].enough}
              onChange={(event) => change({ signals: { ...form.signals, [name]: { ...form.signals[name], enough: event.target.value } } })}
              error={error(`${name}.enough`)}
            />
          </div>
        ))}
      </fieldset>
      <fieldset className={styles.fieldset}>
        <legend>{t('desk.completion')}</legend>
        <p className={styles.under}>{t('desk.completionHint')}</p>
        <OnOff isOn={form.completion} onChange={(completion) => change({ completion })}>
          {t('desk.judgeCompletion')}
        </OnOff>
        {form.completion && (
          <div className={styles.fields}>
            {percent('attendedAt')}
            {percent('quizAt')}
          </div>
        )}
      </fieldset>
      <div className={styles.preview}>
        <h3 id="preview-title">{t('desk.previewTitle')}</h3>
        {preview.error ? <Problem error={preview.error} /> : preview.data ? <PreviewTable preview={preview.data} /> : <Loading label={t('common.loading')} />}
        {preview.data?.sessionId && (
          <label className={styles.check}>
            <input type="checkbox" checked={regrade} onChange={(event) => setRegrade(event.target.checked)} />
            {t('desk.regrade')}
          </label>
        )}
      </div>
      {save.error && <Problem error={save.error} />}
      <DialogActions>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={save.isPending} aria-disabled={rules === null || undefined}>
          {t('desk.saveRules')}
        </Button>
      </DialogActions>
    </form>
  );
}
