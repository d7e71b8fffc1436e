import { useTranslation } from 'react-i18next';
import { plainText } from './format';
import styles from './message.module.css';
import type { ChatQuote } from './wire';

/** The message that is answered, in a line. Null: it isn't known here, because it is far back. */
export function QuoteView({ quote }: { quote: ChatQuote | null }) {
  const { t } = useTranslation();
  if (!quote) return <p className={styles.quote}>{t('chat.earlierMessage')}</p>;
  const text = quote.deleted ? t('chat.deleted') : plainText(quote.text, 160) || t('chat.fileCount', { count: quote.files });
  return (
    <blockquote className={styles.quote}>
      <bdi className={styles.quoted} dir="auto">
        {quote.name}
      </bdi>
      <span className={styles.quoteText} dir="auto">
        {text}
      </span>
    </blockquote>
  );
}
