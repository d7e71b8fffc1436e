import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './composer.module.css';
import { sameTo } from './rights';
import type { ChatTo } from './wire';

interface Props {
  choices: readonly ChatTo[];
  chosen: ChatTo;
  gone: boolean;
  onChoose: (to: ChatTo) => void;
}

function keyOf(to: ChatTo): string {
  return `${to.kind}:${to.userId ?? to.groupId ?? ''}`;
}

/** To whom the message goes: a plain list of the browser's, which every hand and screen reader knows. */
export function RecipientPicker({ choices, chosen, gone, onChoose }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const people = choices.filter((to) => to.kind === 'person');
  const label = (to: ChatTo) => {
    if (to.kind === 'person') return to.name ?? '';
    return to.kind === 'group' && to.name ? t('chat.to.groupNamed', { group: to.name }) : t(`chat.to.${to.kind}`);
  };
  const select = (key: string) => {
    const choice = choices.find((to) => keyOf(to) === key);
    if (choice) onChoose(choice);
  };
  return (
    <div className={styles.recipient}>
      <label htmlFor={id}>{t('chat.to.label')}</label>
      <select id={id} className={styles.select} value={keyOf(chosen)} onChange={(event) => select(event.target.value)}>
        {gone && (
          <option value={keyOf(chosen)} disabled>
            {label(chosen)}
          </option>
        )}
        {choices
          .filter((to) => to.kind !== 'person')
          .map((to) => (
            <option key={keyOf(to)} value={keyOf(to)}>
              {label(to)}
            </option>
          ))}
        {people.length > 0 && (
          <optgroup label={t('chat.to.person')}>
            {people.map((to) => (
              <option key={keyOf(to)} value={keyOf(to)}>
                {label(to)}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      {!choices.some((to) => sameTo(to, { kind: 'everyone' })) && <span className={styles.only}>{t('chat.onlyStaff')}</span>}
    </div>
  );
}
