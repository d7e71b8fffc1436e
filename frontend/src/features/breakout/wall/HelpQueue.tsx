import { Check, LogIn } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useTry } from '@/shared/ui/useTry';
import { useNow } from '@/shared/ui/useNow';
import type { BreakoutGroup } from '../wire';
import { clock } from './standing';
import styles from './wall.module.css';
import type { GroupProps } from './wallDesk';

/** The groups that call for help, the longest wait first. */
export function HelpQueue({ desk, calls }: GroupProps & { calls: readonly BreakoutGroup[] }) {
  const { t } = useTranslation('breakout');
  const attempt = useTry();
  useNow(1_000);
  if (calls.length === 0) return null;
  const { model } = desk;
  return (
    <section className={styles.queue} aria-label={t('wall.calls')}>
      <h3>{t('wall.calls')}</h3>
      <ol>
        {calls.map((group, index) => (
          <li key={group.groupId} className={styles.call}>
            <span className={styles.place} aria-hidden="true">
              {index + 1}
            </span>
            <span className={styles.caller}>
              <bdi dir="auto">{group.name}</bdi>
              <span className={styles.note}>{t('wall.calledBy', { name: desk.nameOf(group.helpBy), time: clock(model.serverNow() - Date.parse(group.helpAt ?? '')) })}</span>
            </span>
            <Button size="small" variant="primary" onClick={() => void attempt(model.visit(group.groupId)).then((went) => went && desk.close())} aria-label={t('wall.visitNamed', { group: group.name })}>
              <LogIn size={16} className="mirrorRtl" aria-hidden="true" />
              {t('wall.visit')}
            </Button>
            <Button size="small" onClick={() => void attempt(model.helped(group.groupId))} aria-label={t('wall.helpedNamed', { group: group.name })}>
              <Check size={16} aria-hidden="true" />
              {t('wall.helped')}
            </Button>
          </li>
        ))}
      </ol>
    </section>
  );
}
