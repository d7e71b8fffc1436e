import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analytics, Meeting } from './analyticsApi';
import { AttendanceView } from './AttendanceView';
import type { Fetch } from './CsvButton';
import { EquityView } from './EquityView';
import { MasteryView } from './MasteryView';
import { Queries } from './Queries';
import { SlippingView } from './SlippingView';
import { Views } from './Views';
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
    <Views
      label={t('title')}
      views={[
        { id: 'attendance', label: t('tab.attendance'), render: () => <AttendanceView report={report} links={links} fetch={fetch} /> },
        { id: 'slipping', label: t('tab.slipping'), count: report.slipping.length, render: () => <SlippingView report={report} links={links} fetch={fetch} /> },
        { id: 'equity', label: t('tab.equity'), render: () => <EquityView report={report} fetch={fetch} /> },
        { id: 'mastery', label: t('tab.mastery'), render: () => <MasteryView report={report} links={links} fetch={fetch} /> },
        { id: 'queries', label: t('tab.queries'), render: () => <Queries report={report} /> },
      ]}
    />
  );
}
