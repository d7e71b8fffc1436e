import type { ReactNode } from 'react';
import { Grid2x2, Presentation } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/shared/ui/Chip';
import { clock, useElapsed } from '@/features/live/useElapsed';
import type { Layout } from '@/features/media/Stage';
import styles from './class.module.css';
import { Compartment } from './Compartment';

interface Props {
  title: string;
  startedAt: number;
  count: number;
  /** A running timer that everybody sees. */
  timer: ReactNode;
  layout: Layout;
  onLayout: (layout: Layout) => void;
}

export function ClassHeader({ title, startedAt, count, timer, layout, onLayout }: Props) {
  const { t } = useTranslation();
  return (
    <header className={styles.header}>
      <h1 className={styles.title} dir="auto">
        {title}
      </h1>
      <Elapsed since={startedAt} />
      <span className={styles.wideOnly}>
        <Chip>{t('people.countLong', { count })}</Chip>
      </span>
      {timer && <Compartment quiet>{timer}</Compartment>}
      <ToggleButtonGroup
        className={styles.layouts ?? ''}
        aria-label={t('class.layoutLabel')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[layout]}
        onSelectionChange={(keys) => {
          if (keys.has('gallery') && layout !== 'gallery') onLayout('gallery');
          if (keys.has('speaker') && layout !== 'speaker') onLayout('speaker');
        }}
      >
        <ToggleButton id="gallery" className={styles.layout ?? ''}>
          <Grid2x2 size={18} aria-hidden="true" />
          <span>{t('class.gallery')}</span>
        </ToggleButton>
        <ToggleButton id="speaker" className={styles.layout ?? ''}>
          <Presentation size={18} aria-hidden="true" />
          <span>{t('class.speaker')}</span>
        </ToggleButton>
      </ToggleButtonGroup>
    </header>
  );
}

function Elapsed({ since }: { since: number }) {
  const { t } = useTranslation();
  const elapsed = useElapsed(since);
  return (
    <Chip>
      <span className="srOnly">{t('class.elapsed')}</span>
      <span className="numeric" role="timer">
        {clock(elapsed)}
      </span>
    </Chip>
  );
}
