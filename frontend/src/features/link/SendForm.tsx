import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { MessagePage } from '@/shared/ui/MessagePage';

/** Asks for the page that takes the answer to the LMS. It is a form, so that the answer isn't in any address. */
export function SendForm({ code }: { code: string }) {
  const { t } = useTranslation('link');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.submit(), []);
  return (
    <MessagePage title={t('send.title')}>
      <p>{t('send.text')}</p>
      <form ref={form} method="post" action="/lti/link">
        <input type="hidden" name="code" value={code} />
        <Button type="submit">{t('send.button')}</Button>
      </form>
    </MessagePage>
  );
}
