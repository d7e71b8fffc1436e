import { useId, type ReactNode } from 'react';
import { Presentation } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/shared/api/types';
import { assertNever } from '@/shared/assertNever';
import { StageBar } from './StageBar';
import styles from './stage.module.css';
import { looksAtStage, type StageModel } from './stageModel';
import { useStageState, useThingName } from './useStage';
import type { StageThing } from './wire';

/** What other features draw on the stage; null where it isn't there, such as a screen that isn't shared any more. */
export interface StageSlots {
  person?(userId: string): ReactNode;
  screen?(userId: string): ReactNode;
  poll?(pollId: string): ReactNode;
  board?(boardId: string): ReactNode;
  notes?(): ReactNode;
}

interface Props {
  model: StageModel;
  me: { userId: string; role: Role };
  nameOf: (userId: string) => string;
  slots: StageSlots;
}

function contentOf({ kind, id }: StageThing, slots: StageSlots): ReactNode {
  switch (kind) {
    case 'person':
      return slots.person?.(id);
    case 'screen':
      return slots.screen?.(id);
    case 'poll':
      return slots.poll?.(id);
    case 'board':
      return slots.board?.(id);
    case 'notes':
      return slots.notes?.();
    case 'none':
      return null;
    default:
      return assertNever(kind);
  }
}

/** What is on the stage, large, with its name and what the person may do about it. */
export function StageView({ model, me, nameOf, slots }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const state = useStageState(model);
  const name = useThingName(nameOf)(state.thing);
  const content = looksAtStage(state) ? contentOf(state.thing, slots) : null;
  const missing = content === null || content === undefined || content === false;
  return (
    <section className={styles.view} aria-labelledby={id}>
      <header className={styles.head}>
        <Presentation size={18} aria-hidden="true" />
        <h2 id={id} className={styles.title}>
          <span className="srOnly">{t('stage.onStage')}</span> <bdi dir="auto">{name}</bdi>
        </h2>
        <StageBar model={model} state={state} role={me.role} name={name} />
      </header>
      <div className={styles.content}>{missing ? <p className={styles.missing}>{state.thing.kind === 'screen' ? t('stage.noScreen', { name: nameOf(state.thing.id) }) : t('stage.missing')}</p> : content}</div>
    </section>
  );
}
