import { useMutation } from '@tanstack/react-query';
import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import type { TableFile } from './analyticsApi';

export type Fetch = (file: TableFile) => Promise<Blob>;

/** Takes a table away as CSV. */
export function CsvButton({ file, fetch }: { file: TableFile; fetch: Fetch }) {
  const { t } = useTranslation('analytics');
  const { t: common } = useTranslation();
  const { notices } = useFeedback();
  const download = useMutation({
    mutationFn: () => fetch(file),
    onSuccess: (blob) => save(blob, `${file}.csv`),
    onError: (error) => notices.show(common(`problem.${codeOf(error)}`), 'problem'),
  });
  return (
    <Button size="small" onClick={() => download.mutate()} busy={download.isPending}>
      <FileDown size={16} aria-hidden="true" />
      {t(`file.${file}`)}
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
