import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Analytics, Meeting } from './analyticsApi';
import { AttendanceView } from './AttendanceView';
import type { Fetch } from './CsvButton';
import { EquityView } from './EquityView';
import { MasteryView } from './MasteryView';
import { Queries } from './Queries';
import { SlippingView } from './SlippingView';
import styles from './analytics.module.css';

/** Links to what the app has a page for; made there, because it knows the addresses. */
export interface Links {
  /** A person's record, or their name alone where it is of another classroom. */
  person(who: { userId: string; name: string; classroomId: string }, rest?: { tabIndex?: number; 'data-at'?: string; onFocus?: () => void }): ReactNode;
  report(meeting: Meeting, label: ReactNode, rest?: { tabIndex?: number; 'data-at'?: string; onFocus?: () => void }): ReactNode;
}

interface Props {
  report: Analytics;
  links: Links;
  fetch: Fetch;
}

/** What a term came to, a view at a time. */
export function AnalyticsTabs({ report, links, fetch }: Props) {
  const { t } = useTranslation('analytics');
  if (!report.sessions.some(({ counted }) => counted)) {
    return <p className={styles.empty}>{t(report.sessions.length === 0 ? 'empty' : 'emptyUncounted')}</p>;
  }
  return (
    <Tabs className={styles.tabs ?? ''}>
      <TabList className={styles.list ?? ''} aria-label={t('title')}>
        <Tab id="attendance" className={styles.tab ?? ''}>
          {t('tab.attendance')}
        </Tab>
        <Tab id="slipping" className={styles.tab ?? ''}>
          {t('tab.slipping')} <span className={styles.badge}>{report.slipping.length}</span>
        </Tab>
        <Tab id="equity" className={styles.tab ?? ''}>
          {t('tab.equity')}
        </Tab>
        <Tab id="mastery" className={styles.tab ?? ''}>
          {t('tab.mastery')}
        </Tab>
        <Tab id="queries" className={styles.tab ?? ''}>
          {t('tab.queries')}
        </Tab>
      </TabList>
      <TabPanel id="attendance" className={styles.panel ?? ''}>
        <AttendanceView report={report} links={links} fetch={fetch} />
      </TabPanel>
      <TabPanel id="slipping" className={styles.panel ?? ''}>
        <SlippingView report={report} links={links} fetch={fetch} />
      </TabPanel>
      <TabPanel id="equity" className={styles.panel ?? ''}>
        <EquityView report={report} fetch={fetch} />
      </TabPanel>
      <TabPanel id="mastery" className={styles.panel ?? ''}>
        <MasteryView report={report} links={links} fetch={fetch} />
      </TabPanel>
      <TabPanel id="queries" className={styles.panel ?? ''}>
        <Queries report={report} />
      </TabPanel>
    </Tabs>
  );
}
