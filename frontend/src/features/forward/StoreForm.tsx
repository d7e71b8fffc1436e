import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { DialogActions } from '@/shared/ui/Dialog';
import { InputField, SelectField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import { FilterFields } from './FilterFields';
import type { StoreInput } from './forwardApi';
import { useTest } from './forwardContext';
import { PeopleFields } from './PeopleFields';
import { readFields, versions, type FieldName, type StoreFields } from './storeForm';
import { TestResult } from './TestResult';
import { Tick } from './Tick';
import styles from './forward.module.css';

interface Props {
  /** The store that is changed; null where one is added. */
  id: string | null;
  start: StoreFields;
  label: string;
  busy: boolean;
  error: unknown;
  onSubmit: (input: StoreInput) => void;
  onCancel: () => void;
}

/** What a test is about: changed, it says nothing any more. */
const tested = ['endpoint', 'auth', 'username', 'secret', 'version'] as const;

/** What is known of a record store, with a test of the connection before it is kept. */
export function StoreForm({ id, start, label, busy, error, onSubmit, onCancel }: Props) {
  const { t } = useTranslation('forward');
  const { t: common } = useTranslation();
  const element = useRef<HTMLFormElement>(null);
  const [fields, setFields] = useState(start);
  const [tried, setTried] = useState(false);
  const test = useTest(id);
  const { input, problems } = readFields(fields, id !== null);
  const set = (change: Partial<StoreFields>) => {
    setFields((old) => ({ ...old, ...change }));
    if (tested.some((field) => field in change)) test.reset();
  };
  const problem = (field: FieldName) => (tried && problems.includes(field) ? t(`form.problem.${field}`) : undefined);
  const sound = () => {
    setTried(true);
    if (problems.length === 0) return true;
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    return false;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sound()) onSubmit(input);
  };
  const bearer = fields.auth === 'bearer';
  return (
    <form ref={element} className={styles.form} onSubmit={submit} noValidate>
      <InputField label={t('form.name')} error={problem('name')} maxLength={200} autoComplete="off" value={fields.name} onChange={(event) => set({ name: event.target.value })} />
      <InputField label={t('form.endpoint')} hint={t('form.endpointHint')} error={problem('endpoint')} type="url" dir="ltr" autoComplete="off" value={fields.endpoint} onChange={(event) => set({ endpoint: event.target.value })} />
      <SelectField label={t('form.auth')} value={fields.auth} onChange={(event) => set({ auth: event.target.value === 'bearer' ? 'bearer' : 'basic' })}>
        <option value="basic">{t('form.basic')}</option>
        <option value="bearer">{t('form.bearer')}</option>
      </SelectField>
      {!bearer && <InputField label={t('form.username')} error={problem('username')} dir="ltr" autoComplete="off" value={fields.username} onChange={(event) => set({ username: event.target.value })} />}
      <InputField label={bearer ? t('form.token') : t('form.secret')} hint={id === null ? undefined : t('form.secretHint')} error={problem('secret')} type="password" dir="ltr" autoComplete="new-password" value={fields.secret} onChange={(event) => set({ secret: event.target.value })} />
      <SelectField label={t('form.version')} hint={t('form.versionHint')} value={fields.version} onChange={(event) => set({ version: versions.find((one) => one === event.target.value) ?? 'auto' })}>
        {versions.map((one) => (
          <option key={one} value={one}>
            {one === 'auto' ? t('form.auto') : one}
          </option>
        ))}
      </SelectField>
      <Button busy={test.isPending} onClick={() => sound() && test.mutate(input)}>
        {t('test.start')}
      </Button>
      {test.data && <TestResult test={test.data} />}
      {test.error && <Problem error={test.error} />}
      <PeopleFields fields={fields} fixed={id !== null} onChange={set} />
      <FilterFields filter={fields.filter} onChange={(filter) => set({ filter })} />
      <InputField label={t('form.batch')} hint={t('form.batchHint')} error={problem('batchMost')} inputMode="numeric" dir="ltr" value={fields.batchMost} onChange={(event) => set({ batchMost: event.target.value })} />
      <Tick isOn={fields.enabled} onChange={(enabled) => set({ enabled })}>
        {t('form.enabled')}
      </Tick>
      {error !== null && <Problem error={error} />}
      <DialogActions>
        <Button onClick={onCancel}>{common('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={busy}>
          {label}
        </Button>
      </DialogActions>
    </form>
  );
}
