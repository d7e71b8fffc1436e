import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import type { Analytics, Reason } from './analyticsApi';
import type { Links } from './AnalyticsTabs';
import { CsvButton, type Fetch } from './CsvButton';
import styles from './analytics.module.css';

/** Who is slipping away, by name, with every reason in words. */
export function SlippingView({ report, links, fetch }: { report: Analytics; links: Links; fetch: Fetch }) {
  const { t } = useTranslation('analytics');
  return (
    <section className={styles.card} aria-labelledby="slipping-title">
      <div className={styles.head}>
        <h2 id="slipping-title">{t('tab.slipping')}</h2>
        {report.slipping.length > 0 && <CsvButton file="slipping" fetch={fetch} />}
      </div>
      <p>{report.slipping.length === 0 ? t('slipping.nobody') : t('slipping.intro', { count: report.slipping.length })}</p>
      {report.slipping.length > 0 && (
        <ul className={styles.people}>
          {report.slipping.map((slip) => (
            <li key={slip.userId}>
              <h3>{links.person(slip)}</h3>
              <ul className={styles.reasons}>
                {slip.reasons.map((reason) => (
                  <li key={reason.kind}>
                    <ReasonText reason={reason} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      <details className={styles.details}>
        <summary>{t('slipping.how')}</summary>
        <ul className={styles.rules}>
          {(['never_came', 'missed_in_row', 'present_less', 'took_part_less'] as const).map((kind) => (
            <li key={kind}>{t(`slipping.rule.${kind}`)}</li>
          ))}
        </ul>
        <p>{t('slipping.care')}</p>
      </details>
    </section>
  );
}

function ReasonText({ reason }: { reason: Reason }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const seen = reason.lastSeen ? ` ${t('slipping.lastSeen', { day: format.day(reason.lastSeen) })}` : '';
  switch (reason.kind) {
    case 'never_came':
      return t('slipping.never', { count: reason.classes });
    case 'missed_in_row':
      return t('slipping.missed', { count: reason.classes }) + seen;
    case 'present_less':
      return t('slipping.less', { recent: format.percent(reason.recent), before: format.percent(reason.before) });
    case 'took_part_less':
      return t('slipping.partLess', { recent: format.number(reason.recent), before: format.number(reason.before) });
  }
}
