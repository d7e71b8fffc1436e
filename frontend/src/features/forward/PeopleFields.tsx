import { useTranslation } from 'react-i18next';
import { SelectField } from '@/shared/ui/Field';
import { identities, type StoreFields } from './storeForm';
import { Tick } from './Tick';
import styles from './forward.module.css';

interface Props {
  fields: StoreFields;
  /** It stands fast once the store is there. */
  fixed: boolean;
  onChange: (change: Partial<StoreFields>) => void;
}

/** How people are named to a record store. */
export function PeopleFields({ fields, fixed, onChange }: Props) {
  const { t } = useTranslation('forward');
  if (fixed) {
    return (
      <div className={styles.fixed}>
        <p>
          {t('form.identity')}: {t(`identity.${fields.identity}`)}
          {fields.names && `, ${t('form.withNames')}`}
        </p>
        <p className={styles.note}>{t('form.identityFixed')}</p>
      </div>
    );
  }
  return (
    <>
      <SelectField label={t('form.identity')} hint={t(`identityHint.${fields.identity}`)} value={fields.identity} onChange={(event) => onChange({ identity: identities.find((one) => one === event.target.value) ?? 'account' })}>
        {identities.map((one) => (
          <option key={one} value={one}>
            {t(`identity.${one}`)}
          </option>
        ))}
      </SelectField>
      {fields.identity !== 'pseudonym' && (
        <Tick isOn={fields.names} onChange={(names) => onChange({ names })}>
          {t('form.names')}
        </Tick>
      )}
    </>
  );
}
