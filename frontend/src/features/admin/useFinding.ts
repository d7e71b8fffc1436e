import { useTranslation } from 'react-i18next';
import en from '@/shared/i18n/admin/en.json';

type Code = keyof typeof en.finding;

/** The codes that this client has words for. */
const codes: ReadonlySet<string> = new Set(Object.keys(en.finding));

const isCode = (code: string): code is Code => codes.has(code);

/** What a finding's code means and what to do about it, in the language shown. */
export function useFinding(code: string): { message: string; mend: string } {
  const { t } = useTranslation('admin');
  const known = isCode(code) ? code : 'unknown';
  return { message: t(`finding.${known}`), mend: t(`mend.${known}`) };
}
