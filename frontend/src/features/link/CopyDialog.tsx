import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Problem } from '@/shared/ui/Problem';
import { CopyContents } from './CopyContents';
import styles from './link.module.css';
import type { CopyAncestor } from './linkApi';

interface Props {
  ancestors: readonly CopyAncestor[];
  isOpen: boolean;
  onLater: () => void;
  onTake: (id: string) => void;
  onRefuse: () => void;
  busy: boolean;
  error: unknown;
}

/** Chooses from which class settings are taken over, and shows which. */
export function CopyDialog({ isOpen, onLater, ...rest }: Props) {
  const { t } = useTranslation('link');
  return (
    <Dialog isOpen={isOpen} onClose={onLater} title={t('copy.title')}>
      {isOpen && <Choice {...rest} onLater={onLater} />}
    </Dialog>
  );
}

function Choice({ ancestors, onLater, onTake, onRefuse, busy, error }: Omit<Props, 'isOpen'>) {
  const { t } = useTranslation('link');
  const [chosen, setChosen] = useState(ancestors[0]?.id ?? '');
  const ancestor = ancestors.find(({ id }) => id === chosen);
  return (
    <div className={styles.copyChoice}>
      <p>{t('copy.intro')}</p>
      {ancestors.length > 1 ? (
        <fieldset className={styles.group}>
          <legend>{t('copy.from')}</legend>
          {ancestors.map((a) => (
            <label key={a.id} className={styles.pick}>
              <input type="radio" name="ancestor" checked={a.id === chosen} onChange={() => setChosen(a.id)} />
              <Name ancestor={a} />
            </label>
          ))}
        </fieldset>
      ) : (
        ancestor && (
          <p>
            <Name ancestor={ancestor} />
          </p>
        )
      )}
      {ancestor && <CopyContents ancestor={ancestor} />}
      <p className={styles.note}>{t('copy.never')}</p>
      {Boolean(error) && <Problem error={error} />}
      <DialogActions>
        <Button onClick={onLater} busy={busy}>
          {t('copy.later')}
        </Button>
        <Button onClick={onRefuse} busy={busy}>
          {t('copy.refuse')}
        </Button>
        <Button variant="primary" onClick={() => onTake(chosen)} busy={busy}>
          {t('copy.take')}
        </Button>
      </DialogActions>
    </div>
  );
}

function Name({ ancestor }: { ancestor: CopyAncestor }) {
  const { t } = useTranslation('link');
  const format = useFormat();
  const { title, courseTitle, lastHeldAt, sameActivity } = ancestor;
  return (
    <span>
      <b>
        <bdi dir="auto">{title}</bdi>
      </b>
      {courseTitle && (
        <>
          {' · '}
          <bdi dir="auto">{courseTitle}</bdi>
        </>
      )}
      <span className={styles.note}>
        {sameActivity && ` · ${t('copy.same')}`}
        {lastHeldAt && ` · ${t('copy.lastHeld', { when: format.dateTime(lastHeldAt) })}`}
      </span>
    </span>
  );
}
