import { Presentation, RotateCcw, SquarePen, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { useTry } from '@/shared/ui/useTry';
import { rooms } from '../places';
import type { Breakout } from '../wire';
import { useDone } from './useDone';
import styles from './wall.module.css';
import type { WallDesk } from './wallDesk';

/** What became of groups that are closed: their boards, to be opened or presented in turn, and the way to open them again. */
export function AfterGroups({ desk, breakout }: { desk: WallDesk; breakout: Breakout | null }) {
  const { t } = useTranslation('breakout');
  const format = useFormat();
  const attempt = useTry();
  const { busy, act } = useDone(() => undefined);
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>{breakout === null || breakout.name === '' ? t('wall.afterTitle') : <bdi dir="auto">{breakout.name}</bdi>}</h2>
        <div className={styles.forAll}>
          {breakout && (
            <Button size="small" variant="primary" busy={busy} onClick={() => act(() => desk.model.open(breakout.breakoutId))}>
              <RotateCcw size={16} aria-hidden="true" />
              {t('wall.reopen')}
            </Button>
          )}
          <Button size="small" onClick={desk.plan}>
            <SquarePen size={16} aria-hidden="true" />
            {t('wall.planNew')}
          </Button>
        </div>
        <Button size="small" className={styles.hide} variant="quiet" iconOnly onClick={desk.close} aria-label={t('wall.hide')}>
          <X size={18} aria-hidden="true" />
        </Button>
      </header>
      {breakout === null ? (
        <p className={styles.note}>{t('wall.none')}</p>
      ) : (
        <>
          <p className={styles.note}>{t('wall.afterText')}</p>
          <div className={styles.grid}>
            {rooms(breakout).map((group) => (
              <article key={group.groupId} className={styles.card} aria-label={group.name}>
                <h3 className={styles.name}>
                  <bdi dir="auto">{group.name}</bdi>
                </h3>
                <button type="button" className={styles.picture} onClick={() => desk.openBoard(group.groupId)} aria-label={t('wall.openBoard', { group: group.name })}>
                  {desk.picture(group.groupId)}
                </button>
                <p className={styles.note}>{group.members.length === 0 ? t('wall.nobody') : format.list(group.members.map(desk.nameOf))}</p>
                <footer className={styles.actions}>
                  <Button size="small" onClick={() => void attempt(desk.present(group.groupId))} aria-label={t('wall.presentNamed', { group: group.name })}>
                    <Presentation size={16} aria-hidden="true" />
                    {t('wall.presentShort')}
                  </Button>
                </footer>
              </article>
            ))}
          </div>
        </>
      )}
    </>
  );
}
