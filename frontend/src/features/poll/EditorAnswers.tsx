import { useTranslation } from 'react-i18next';
import { InputField, TextField } from '@/shared/ui/Field';
import { choicesOf } from './answer';
import { hasOptions, longestOption, type Draft, type DraftAction } from './draft';
import { EditorOptions } from './EditorOptions';
import styles from './poll.module.css';
import { useChoiceText } from './usePolls';

interface Props {
  draft: Draft;
  change: (action: DraftAction) => void;
}

/** What can be answered, and what of it is right. */
export function EditorAnswers({ draft, change }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {draft.kind !== 'word_cloud' && (
        <label className={styles.check}>
          <input type="checkbox" checked={draft.graded} onChange={(event) => change({ type: 'set', change: { graded: event.target.checked } })} />
          {t('poll.hasRight')}
        </label>
      )}
      {draft.kind === 'scale' && <ScaleRange draft={draft} change={change} />}
      {hasOptions(draft.kind) && <EditorOptions draft={draft} change={change} />}
      {draft.graded && (draft.kind === 'yes_no' || draft.kind === 'scale') && <RightChoice draft={draft} change={change} />}
      {draft.graded && draft.kind === 'text' && (
        <TextField label={t('poll.accepted')} hint={t('poll.acceptedHint')} value={draft.accepted} dir="auto" onChange={(event) => change({ type: 'set', change: { accepted: event.target.value } })} />
      )}
    </>
  );
}

function RightChoice({ draft, change }: Props) {
  const { t } = useTranslation();
  const poll = { kind: draft.kind, options: [], scale: draft.scale };
  const textOf = useChoiceText(poll);
  return (
    <fieldset className={styles.kinds}>
      <legend className={styles.legend}>{t('poll.rightAnswer')}</legend>
      {choicesOf(poll).map((choice) => (
        <label key={choice.id} className={styles.kind}>
          <input type="radio" name="poll-right" className="srOnly" checked={draft.right.includes(choice.id)} onChange={() => change({ type: 'rightToggled', id: choice.id })} />
          {textOf(choice)}
        </label>
      ))}
    </fieldset>
  );
}

function ScaleRange({ draft: { scale }, change }: Props) {
  const { t } = useTranslation();
  const set = (part: Partial<Draft['scale']>) => change({ type: 'set', change: { scale: { ...scale, ...part } } });
  return (
    <div className={styles.pair}>
      <InputField label={t('poll.lowest')} type="number" min={0} max={scale.max - 1} value={scale.min} onChange={(event) => set({ min: event.target.valueAsNumber || 0 })} />
      <InputField label={t('poll.highest')} type="number" min={scale.min + 1} max={10} value={scale.max} onChange={(event) => set({ max: event.target.valueAsNumber || 0 })} />
      <InputField label={t('poll.lowestMeans')} maxLength={longestOption} value={scale.minLabel} dir="auto" onChange={(event) => set({ minLabel: event.target.value })} />
      <InputField label={t('poll.highestMeans')} maxLength={longestOption} value={scale.maxLabel} dir="auto" onChange={(event) => set({ maxLabel: event.target.value })} />
    </div>
  );
}
