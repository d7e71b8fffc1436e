import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Announcer } from './announcer';
import type { Notices } from './notices';
import styles from './feedback.module.css';
import { cx } from './classes';

export interface Feedback {
  announcer: Announcer;
  notices: Notices;
}

const FeedbackContext = createContext<Feedback | null>(null);

export function useFeedback(): Feedback {
  const feedback = use(FeedbackContext);
  if (!feedback) throw new Error('useFeedback needs a FeedbackProvider');
  return feedback;
}

export function FeedbackProvider({ feedback, children }: { feedback: Feedback; children: ReactNode }) {
  return (
    <FeedbackContext value={feedback}>
      {children}
      <NoticeList notices={feedback.notices} />
      <LiveRegions announcer={feedback.announcer} />
    </FeedbackContext>
  );
}

function LiveRegions({ announcer }: { announcer: Announcer }) {
  const { polite, assertive } = useSyncExternalStore(announcer.subscribe, announcer.getSnapshot);
  // React Aria hides everything outside an open dialog from screen readers, except marked live regions.
  return (
    <div className="srOnly" data-live-announcer="true">
      <div role="status" aria-live="polite">
        {polite}
      </div>
      <div role="alert" aria-live="assertive">
        {assertive}
      </div>
    </div>
  );
}

function NoticeList({ notices }: { notices: Notices }) {
  const { t } = useTranslation();
  const list = useSyncExternalStore(notices.subscribe, notices.getSnapshot);
  if (list.length === 0) return null;
  return (
    <section className={styles.notices} aria-label={t('common.messages')} data-react-aria-top-layer="true">
      {list.map((notice) => (
        <div
          key={notice.id}
          className={cx(styles.notice, notice.tone === 'problem' && styles.problem)}
          onPointerEnter={() => notices.hold(notice.id)}
          onPointerLeave={() => notices.expire(notice.id)}
        >
          <p role={notice.tone === 'problem' ? 'alert' : 'status'}>{notice.text}</p>
          <button type="button" className={styles.dismiss} onClick={() => notices.dismiss(notice.id)} aria-label={t('common.dismiss')}>
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      ))}
    </section>
  );
}
