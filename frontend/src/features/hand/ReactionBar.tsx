import { useTranslation } from 'react-i18next';
import styles from './hand.module.css';
import type { ReactionModel } from './reactionModel';
import { emojis } from './wire';

interface Props {
  model: ReactionModel;
  /** Once it was sent; and why it wasn't. */
  onSent?: () => void;
  onRefused?: (error: unknown) => void;
}

/** Eight things to say without words. It stays open: applause comes in numbers. */
export function ReactionBar({ model, onSent, onRefused }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.bar} role="group" aria-label={t('hand.reactions')}>
      {emojis.map(({ emoji, name }) => (
        <button key={name} type="button" className={styles.emoji} aria-label={t(`hand.emoji.${name}`)} title={t(`hand.emoji.${name}`)} onClick={() => void model.react(emoji).then(onSent, onRefused)}>
          <span aria-hidden="true">{emoji}</span>
        </button>
      ))}
    </div>
  );
}
