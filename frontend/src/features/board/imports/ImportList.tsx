import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ApiErrorCode } from '@/shared/api/apiError';
import { assertNever } from '@/shared/assertNever';
import { Button } from '@/shared/ui/Button';
import styles from '../dialogs/dialogs.module.css';
import type { Desk } from '../desk';
import type { Sending } from './imports';
import type { BoardImport } from '../wire';

/** Where the server's own sentence says more than the code: what is wrong with this file, and what helps. */
const saysWhy: ReadonlySet<ApiErrorCode> = new Set<ApiErrorCode>(['invalid', 'conflict', 'unavailable']);

/** Files on their way, what becomes of those that are there, and what failed, with what can be done about it. */
export function ImportList({ desk: { board, state }, sending }: { desk: Desk; sending: readonly Sending[] }) {
  const { t } = useTranslation();
  const { imports, model } = board;
  if (sending.length === 0 && state.imports.length === 0) return null;
  return (
    <ul className={styles.files} aria-label={t('board.import.files')}>
      {sending.map(({ key, name, progress, error }) => (
        <Line key={key} name={name} closeLabel={error ? t('board.import.dismiss', { name }) : t('board.import.cancel', { name })} onClose={() => imports.remove(key)}>
          {error ? <Failure sentence={saysWhy.has(error.code) ? error.message : t(`problem.${error.code}`)} /> : <Progress label={t('board.import.sending', { name })} text={t('board.import.sendingShort')} value={progress} max={1} />}
        </Line>
      ))}
      {state.imports.map((one) => (
        <Line key={one.importId} name={one.name} closeLabel={one.state === 'failed' || one.state === 'done' ? t('board.import.dismiss', { name: one.name }) : null} onClose={() => model.dismiss(one.importId)}>
          <ImportState one={one} />
        </Line>
      ))}
    </ul>
  );
}

function Line({ name, closeLabel, onClose, children }: { name: string; closeLabel: string | null; onClose: () => void; children: React.ReactNode }) {
  return (
    <li className={styles.file}>
      <span className={styles.fileText}>
        <bdi dir="auto" className={styles.fileName}>
          {name}
        </bdi>
        {children}
      </span>
      {closeLabel && (
        <Button variant="quiet" iconOnly aria-label={closeLabel} onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </Button>
      )}
    </li>
  );
}

function ImportState({ one: { name, state, done, total, message } }: { one: BoardImport }) {
  const { t } = useTranslation();
  switch (state) {
    case 'waiting':
      return <Progress label={t('board.import.waiting', { name })} text={t('board.import.waitingShort')} />;
    case 'rendering':
      return <Progress label={t('board.import.rendering', { name })} text={total > 0 ? t('board.import.pagesDone', { done, total }) : t('board.import.waitingShort')} {...(total > 0 ? { value: done, max: total } : {})} />;
    case 'done':
      return (
        <span className={styles.hint}>
          {t('board.import.pagesThere', { count: done })} <bdi dir="auto">{message}</bdi>
        </span>
      );
    case 'failed':
      return <Failure sentence={message} />;
    default:
      return assertNever(state);
  }
}

function Progress({ label, text, ...bar }: { label: string; text: string; value?: number; max?: number }) {
  return (
    <>
      <progress className={styles.progress} aria-label={label} {...bar} />
      <span className={styles.hint}>{text}</span>
    </>
  );
}

function Failure({ sentence }: { sentence: string }) {
  const { t } = useTranslation();
  return (
    <span className={styles.failed} role="alert">
      <bdi dir="auto">{sentence || `${t('board.import.unknown')} ${t('board.import.advice')}`}</bdi>
    </span>
  );
}
