import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import type { RecordStore } from './forwardApi';
import { classes as known } from './storeForm';
import { lag } from './storeState';
import styles from './forward.module.css';

/** The ledger of a record store: what it got, what waits, and what it is set to. */
export function StoreFacts({ store, now }: { store: RecordStore; now: number }) {
  const { t } = useTranslation('forward');
  const format = useFormat();
  const { counts } = store;
  const builtIn = store.origin === 'builtin';
  const waited = lag(store, now);
  const shown = builtIn ? (['delivered'] as const) : (['queued', 'delivered', 'duplicate', 'refused', 'skipped'] as const);
  return (
    <>
      <dl className={styles.counts}>
        {shown.map((what) => (
          <div key={what}>
            <dt>{builtIn ? t('count.has') : t(`count.${what}`)}</dt>
            <dd>{format.number(counts[what])}</dd>
          </div>
        ))}
      </dl>
      <dl className={styles.facts}>
        <dt>{t('facts.endpoint')}</dt>
        <dd><bdi dir="ltr">{store.endpoint}</bdi></dd>
        <dt>{t('facts.people')}</dt>
        <dd>
          {t(`identity.${store.identity}`)}
          {store.names && `, ${t('form.withNames')}`}
        </dd>
        {!builtIn && (
          <>
            <dt>{t('facts.wants')}</dt>
            <dd><Wants store={store} /></dd>
            <dt>{t('facts.version')}</dt>
            <dd dir="ltr">{store.version === 'auto' ? store.spoken || t('form.auto') : store.version}</dd>
            <dt>{t('facts.rate')}</dt>
            <dd>{t('facts.perMinute', { rate: format.number(store.perMinute) })}</dd>
            <dt>{t('facts.oldest')}</dt>
            <dd>{waited === null ? t('facts.nothing') : format.duration(waited)}</dd>
            <dt>{t('facts.last')}</dt>
            <dd>{store.goodAt ? format.dateTime(store.goodAt) : t('facts.never')}</dd>
            {store.nextAt && (
              <>
                <dt>{t('facts.next')}</dt>
                <dd>{format.dateTime(store.nextAt)}</dd>
              </>
            )}
            {counts.dropped > 0 && (
              <>
                <dt>{t('facts.dropped')}</dt>
                <dd>{format.number(counts.dropped)}</dd>
              </>
            )}
          </>
        )}
      </dl>
    </>
  );
}

/** What the filter lets through. */
function Wants({ store }: { store: RecordStore }) {
  const { t } = useTranslation('forward');
  const format = useFormat();
  const { classes, classrooms, registrations } = store.filter;
  const what = classes.length === 0 ? t('facts.everything') : format.list(known.filter((one) => classes.includes(one)).map((one) => t(`class.${one}`)));
  const places = classrooms.length + registrations.length;
  return places === 0 ? what : `${what}; ${t('facts.places', { count: places })}`;
}
