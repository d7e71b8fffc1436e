import { useTranslation } from 'react-i18next';
import { AskDialog } from '@/shared/ui/AskDialog';
import { Dialog } from '@/shared/ui/Dialog';
import { useFeedback } from '@/shared/ui/feedback';
import type { RecordStore } from './forwardApi';
import { useAdd, useChangeStore, usePause, useRemove } from './forwardContext';
import { StoreForm } from './StoreForm';
import { fieldsOf, noFields } from './storeForm';

interface Props {
  store: RecordStore;
  onClose: () => void;
}

export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('forward');
  const { notices } = useFeedback();
  const add = useAdd();
  const done = () => {
    notices.show(t('added'));
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('form.addTitle')} keepsInput>
      <StoreForm id={null} start={noFields} label={t('form.add')} busy={add.isPending} error={add.error} onSubmit={(input) => add.mutate(input, { onSuccess: done })} onCancel={onClose} />
    </Dialog>
  );
}

export function EditDialog({ store, onClose }: Props) {
  const { t } = useTranslation('forward');
  const { notices } = useFeedback();
  const change = useChangeStore(store.id);
  const done = () => {
    notices.show(t('saved'));
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('form.editTitle', { name: store.name })} keepsInput>
      <StoreForm id={store.id} start={fieldsOf(store)} label={t('form.save')} busy={change.isPending} error={change.error} onSubmit={(input) => change.mutate(input, { onSuccess: done })} onCancel={onClose} />
    </Dialog>
  );
}

export function RemoveDialog({ store, onClose }: Props) {
  const { t } = useTranslation('forward');
  const { notices } = useFeedback();
  const remove = useRemove(store.id);
  const done = () => {
    notices.show(t('remove.done', { name: store.name }));
    onClose();
  };
  return (
    <AskDialog title={t('remove.title', { name: store.name })} label={t('remove.confirm')} danger busy={remove.isPending} error={remove.error} onConfirm={() => remove.mutate(undefined, { onSuccess: done })} onClose={onClose}>
      <p>{t('remove.text', { count: store.counts.queued })}</p>
      {store.identity === 'pseudonym' && <p>{t('remove.pseudonyms')}</p>}
    </AskDialog>
  );
}

export function PauseDialog({ store, name, onClose }: Props & { name: string }) {
  const { t } = useTranslation('forward');
  const pause = usePause(store.id);
  return (
    <AskDialog title={t('pause.title', { name })} label={t('pause.confirm')} busy={pause.isPending} error={pause.error} onConfirm={() => pause.mutate(undefined, { onSuccess: onClose })} onClose={onClose}>
      <p>{t('pause.text')}</p>
    </AskDialog>
  );
}
