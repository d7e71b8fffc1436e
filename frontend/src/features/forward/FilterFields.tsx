import { useTranslation } from 'react-i18next';
import { Loading } from '@/shared/ui/Loading';
import type { StoreInput } from './forwardApi';
import { useChoices, usePlatformNames } from './forwardContext';
import { classes, toggled } from './storeForm';
import { Tick } from './Tick';
import styles from './forward.module.css';

type Filter = StoreInput['filter'];

/** Which statements a record store gets; nothing ticked is everything. */
export function FilterFields({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useTranslation('forward');
  const choices = useChoices();
  const platforms = usePlatformNames();
  const { classrooms = [] } = choices.data ?? {};
  return (
    <>
      <Boxes
        legend={t('form.classes')}
        hint={t('form.classesHint')}
        items={classes.map((one) => ({ id: one, label: t(`class.${one}`) }))}
        chosen={filter.classes}
        onToggle={(id) => onChange({ ...filter, classes: toggled(filter.classes, id) })}
      />
      {(choices.isPending || platforms.isPending) && <Loading label={t('form.loading')} />}
      {platforms.data && platforms.data.length > 0 && (
        <Boxes
          legend={t('form.platforms')}
          hint={t('form.placesHint')}
          items={platforms.data.map(({ id, name }) => ({ id, label: name }))}
          chosen={filter.registrations}
          onToggle={(id) => onChange({ ...filter, registrations: toggled(filter.registrations, id) })}
        />
      )}
      {classrooms.length > 0 && (
        <Boxes
          legend={t('form.classrooms')}
          items={classrooms.map(({ id, title, course }) => ({ id, label: course ? `${title} (${course})` : title }))}
          chosen={filter.classrooms}
          onToggle={(id) => onChange({ ...filter, classrooms: toggled(filter.classrooms, id) })}
        />
      )}
    </>
  );
}

interface BoxesProps {
  legend: string;
  hint?: string;
  items: readonly { id: string; label: string }[];
  chosen: readonly string[];
  onToggle: (id: string) => void;
}

function Boxes({ legend, hint, items, chosen, onToggle }: BoxesProps) {
  return (
    <fieldset className={styles.boxes}>
      <legend>{legend}</legend>
      {hint && <p className={styles.note}>{hint}</p>}
      <div className={styles.boxList}>
        {items.map(({ id, label }) => (
          <Tick key={id} isOn={chosen.includes(id)} onChange={() => onToggle(id)}>
            {label}
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}
