import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import styles from './admin.module.css';

/** A value with a button that copies it. */
export function CopyValue({ what, value }: { what: string; value: string }) {
  const { t } = useTranslation('admin');
  const { announcer, notices } = useFeedback();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announcer.say(t('copy.copied'));
    } catch {
      notices.show(t('copy.failed'), 'problem');
    }
  };
  return (
    <div className={styles.copy}>
      <code className={styles.value} dir="ltr">{value}</code>
      <Button size="small" onClick={() => void copy()} onBlur={() => setCopied(false)}>
        {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
        {copied ? t('copy.copied') : t('copy.copy')}
        <span className="srOnly">{` ${what}`}</span>
      </Button>
    </div>
  );
}
