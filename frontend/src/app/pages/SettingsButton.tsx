import { lazy, Suspense, useState } from 'react';
import { SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Classroom } from '@/shared/api/types';
import { Button } from '@/shared/ui/Button';

const SettingsDialog = lazy(() => import('@/features/classroom/SettingsDialog').then(({ SettingsDialog: component }) => ({ default: component })));

/** Opens the settings of a class. */
export function SettingsButton({ classroom }: { classroom: Classroom }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <SlidersHorizontal size={18} aria-hidden="true" />
        {t('classroom.settings')}
      </Button>
      <Suspense fallback={null}>
        <SettingsDialog classroom={classroom} isOpen={open} onClose={() => setOpen(false)} />
      </Suspense>
    </>
  );
}
