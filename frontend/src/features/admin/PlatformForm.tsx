import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { Button } from '@/shared/ui/Button';
import { DialogActions } from '@/shared/ui/Dialog';
import { InputField, TextField } from '@/shared/ui/Field';
import { Problem } from '@/shared/ui/Problem';
import type { PlatformInput } from './adminApi';
import { readFields, type FieldName, type PlatformFields } from './platformForm';
import styles from './admin.module.css';

interface Props {
  fields: PlatformFields;
  onChange: (change: Partial<PlatformFields>) => void;
  /** Issuer and client id stand fast. */
  fixed?: boolean;
  label: string;
  busy: boolean;
  error: unknown;
  onSubmit: (input: Omit<PlatformInput, 'product'>) => void;
  onCancel?: () => void;
}

const addresses = ['authUrl', 'tokenUrl', 'jwksUrl'] as const;

/** What is known of an LMS, checked before it is sent. */
export function PlatformForm({ fields, onChange, fixed = false, label, busy, error, onSubmit, onCancel }: Props) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const element = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const { input, problems } = readFields(fields);
  const problem = (field: FieldName, words: 'name' | 'address' | 'clientId' | 'deployments' | 'tokenAudience') =>
    tried && problems.includes(field) ? t(`form.problem.${words}`) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.length > 0) {
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    onSubmit(input);
  };
  const address = (field: 'issuer' | 'authUrl' | 'tokenUrl' | 'jwksUrl', readOnly = false) => (
    <InputField
      key={field}
      label={t(`form.${field}`)}
      error={problem(field, 'address')}
      type="url"
      dir="ltr"
      autoComplete="off"
      readOnly={readOnly}
      value={fields[field]}
      onChange={(event) => onChange({ [field]: event.target.value })}
    />
  );
  return (
    <form ref={element} className={styles.form} onSubmit={submit} noValidate>
      <InputField label={t('form.name')} hint={t('form.nameHint')} error={problem('name', 'name')} maxLength={200} autoComplete="off" value={fields.name} onChange={(event) => onChange({ name: event.target.value })} />
      {fixed && <p className={styles.note}>{t('form.fixed')}</p>}
      {address('issuer', fixed)}
      <InputField label={t('form.clientId')} error={problem('clientId', 'clientId')} dir="ltr" autoComplete="off" readOnly={fixed} value={fields.clientId} onChange={(event) => onChange({ clientId: event.target.value })} />
      <TextField label={t('form.deployments')} hint={t('form.deploymentsHint')} error={problem('deployments', 'deployments')} dir="ltr" rows={2} value={fields.deployments} onChange={(event) => onChange({ deployments: event.target.value })} />
      {addresses.map((field) => address(field))}
      <InputField label={t('form.tokenAudience')} hint={t('form.tokenAudienceHint')} error={problem('tokenAudience', 'tokenAudience')} dir="ltr" autoComplete="off" value={fields.tokenAudience} onChange={(event) => onChange({ tokenAudience: event.target.value })} />
      {error !== null && (codeOf(error) === 'conflict' ? <p className={styles.error} role="alert">{t('form.conflict')}</p> : <Problem error={error} />)}
      <DialogActions>
        {onCancel && <Button onClick={onCancel}>{common('common.cancel')}</Button>}
        <Button type="submit" variant="primary" busy={busy}>
          {label}
        </Button>
      </DialogActions>
    </form>
  );
}
