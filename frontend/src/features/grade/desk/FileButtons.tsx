import { useState } from 'react';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import type { Session } from '@/shared/api/types';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import { useDeskApi } from './deskApi';

/** The desk to take away. The files need the bearer token, so they are fetched and then saved. */
export function FileButtons({ session, allowed }: { session: Session; allowed: boolean }) {
  const { t } = useTranslation();
  const api = useDeskApi();
  const { notices } = useFeedback();
  const [busy, setBusy] = useState(false);
  if (!allowed) return null;
  const save = async (kind: 'csv' | 'xlsx') => {
    setBusy(true);
    try {
      const url = URL.createObjectURL(await api.file(session.id, kind));
      const link = document.createElement('a');
      link.href = url;
      link.download = `grades-${session.startedAt.slice(0, 10)}.${kind}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      notices.show(t(`problem.${codeOf(error)}`), 'problem');
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {(['csv', 'xlsx'] as const).map((kind) => (
        <Button key={kind} busy={busy} onClick={() => void save(kind)}>
          <Download size={18} aria-hidden="true" />
          {t(`desk.file.${kind}`)}
        </Button>
      ))}
    </>
  );
}
