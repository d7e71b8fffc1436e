import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { evenness, staffShare } from './analytics';
import type { Analytics, Equity } from './analyticsApi';
import { CsvButton, type Fetch } from './CsvButton';
import { Spread, StaffBar } from './Spread';
import styles from './analytics.module.css';

/** How talking and taking part are spread, in plain words and as a shape. */
export function EquityView({ report, fetch }: { report: Analytics; fetch: Fetch }) {
  const { t } = useTranslation('analytics');
  const [chosen, setChosen] = useState<Equity['measure'] | null>(null);
  const equity = report.equity.find(({ measure }) => measure === chosen) ?? report.equity[0];
  const measured = report.equity.some(({ measure }) => measure === 'talk');
  return (
    <section className={styles.card} aria-labelledby="equity-title">
      <div className={styles.head}>
        <h2 id="equity-title">{t('tab.equity')}</h2>
        {equity && <CsvButton file="equity" fetch={fetch} />}
      </div>
      {!equity ? (
        <p>{t('equity.none')}</p>
      ) : (
        <>
          <fieldset className={styles.choice}>
            <legend>{t('equity.of')}</legend>
            {report.equity.map(({ measure }) => (
              <label key={measure}>
                <input type="radio" name="measure" checked={measure === equity.measure} onChange={() => setChosen(measure)} />
                {t(`equity.measure.${measure}`)}
              </label>
            ))}
          </fieldset>
          <Words equity={equity} />
          <Spread key={equity.measure} equity={equity} />
        </>
      )}
      {!measured && <p className={styles.note}>{t('equity.untalked')}</p>}
    </section>
  );
}

function Words({ equity }: { equity: Equity }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const staff = staffShare(equity);
  const people = equity.shares.length;
  return (
    <>
      <ul className={styles.plain}>
        {equity.total > 0 && (
          <>
            <li>{t('equity.half', { count: equity.half, people: format.number(people) })}</li>
            <li>{t('equity.top', { count: equity.top, share: format.percent(equity.topShare) })}</li>
            {equity.quiet > 0 && <li>{t('equity.quiet', { count: equity.quiet })}</li>}
            <li>
              {t(`equity.evenness.${evenness(equity.gini)}`)} <span className={styles.note}>{t('equity.gini', { gini: format.number(Math.round(equity.gini * 100) / 100) })}</span>
            </li>
          </>
        )}
        {equity.total === 0 && <li>{t('equity.onlyStaff')}</li>}
        {staff !== null && <li>{t('equity.staff', { share: format.percent(staff), learners: format.percent(1 - staff) })}</li>}
      </ul>
      {staff !== null && <StaffBar share={staff} />}
    </>
  );
}
