import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import { InputField } from '@/shared/ui/Field';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import { useAddPlatform, useSetup } from './adminContext';
import { CopyValue } from './CopyValue';
import { addressesOf, entries, kindNames, type Kind } from './lms';
import { PlatformForm } from './PlatformForm';
import { noFields, type PlatformFields } from './platformForm';
import styles from './admin.module.css';

/** One LMS by hand: what to enter there, and what comes back from it. */
export function ManualSetup({ kind, onConnected }: { kind: Kind; onConnected: () => void }) {
  const { t } = useTranslation('admin');
  const setup = useSetup();
  const lms = kindNames[kind];
  if (setup.error) return <Problem error={setup.error} retry={() => void setup.refetch()} busy={setup.isFetching} />;
  if (!setup.data) return <Loading label={t('platforms.loading')} />;
  return (
    <>
      <section className={styles.section} aria-labelledby="there">
        <h2 id="there">{t('manual.enterThere', { lms })}</h2>
        <p>{t(`manual.where.${kind}`)}</p>
        {setup.data.private && kind === 'moodle' && <p className={styles.caution}>{t('manual.private')}</p>}
        <p className={styles.note}>{t('manual.labels')}</p>
        <dl className={styles.entries}>
          {entries(kind, setup.data).map(({ field, value }) => (
            <div key={field}>
              <dt lang="en"><bdi dir="ltr">{field}</bdi></dt>
              <dd>
                <CopyValue what={field} value={value} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section className={styles.section} aria-labelledby="here">
        <h2 id="here">{t('manual.enterHere', { lms })}</h2>
        <Back key={kind} kind={kind} onConnected={onConnected} />
      </section>
    </>
  );
}

/** The form for what the LMS shows; its own address fills most of it in. */
function Back({ kind, onConnected }: { kind: Kind; onConnected: () => void }) {
  const { t } = useTranslation('admin');
  const { notices } = useFeedback();
  const add = useAddPlatform();
  const [base, setBase] = useState('');
  const [fields, setFields] = useState<PlatformFields>(() => ({ ...noFields, name: kindNames[kind], ...addressesOf(kind, '', '') }));
  // What was filled in follows the address and the client id; what somebody typed stays.
  const follow = (nextBase: string, change: Partial<PlatformFields>) => {
    const before = addressesOf(kind, base, fields.clientId);
    const next = { ...fields, ...change };
    const filled = addressesOf(kind, nextBase, next.clientId);
    for (const field of ['issuer', 'authUrl', 'tokenUrl', 'jwksUrl', 'tokenAudience'] as const) {
      if (next[field] === before[field]) next[field] = filled[field];
    }
    setFields(next);
  };
  return (
    <div className={styles.form}>
      {kind !== 'blackboard' && (
        <InputField
          label={t('form.base')}
          hint={t('form.baseHint')}
          type="url"
          dir="ltr"
          autoComplete="off"
          value={base}
          onChange={(event) => {
            setBase(event.target.value);
            follow(event.target.value, {});
          }}
        />
      )}
      <PlatformForm
        fields={fields}
        onChange={(change) => follow(base, change)}
        label={t('form.connect')}
        busy={add.isPending}
        error={add.error}
        onSubmit={(input) =>
          add.mutate(
            { ...input, product: kind },
            {
              onSuccess: () => {
                notices.show(t('form.connected'));
                onConnected();
              },
            },
          )
        }
      />
    </div>
  );
}
