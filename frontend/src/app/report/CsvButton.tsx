import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { useApi } from '@/shared/api/services';
import type { Session } from '@/shared/api/types';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';

/** The file needs the bearer token, so it is fetched and then saved; a plain link would be refused. */
export function CsvButton({ session }: { session: Session }) {
  const { t } = useTranslation();
  const api = useApi();
  const { notices } = useFeedback();
  const download = useMutation({
    mutationFn: () => api.reportCsv(session.id),
    onSuccess: (blob) => save(blob, `attendance-${session.startedAt.slice(0, 10)}.csv`),
    onError: (error) => notices.show(t(`problem.${codeOf(error)}`), 'problem'),
  });
  return (
    <Button onClick={() => download.mutate()} busy={download.isPending}>
      <Download size={18} aria-hidden="true" />
      {t('report.csv')}
    </Button>
  );
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
