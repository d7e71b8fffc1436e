import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { regional } from '@/shared/i18n/useFormat';

/** "1 Sep": a class in the head of a column. */
export function useDay(): (iso: string | null) => string {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const day = new Intl.DateTimeFormat(regional(i18n.language, navigator.languages), { day: 'numeric', month: 'short' });
    return (iso) => (iso ? day.format(new Date(iso)) : '');
  }, [i18n.language]);
}
