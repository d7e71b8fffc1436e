import { useRef } from 'react';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { longestOption, mostOptions, oneRight, type Draft, type DraftAction } from './draft';
import styles from './poll.module.css';

interface Props {
  draft: Draft;
  change: (action: DraftAction) => void;
}

/** The options of a poll: written, marked as right, put in order, added with Enter. */
export function EditorOptions({ draft, change }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const add = () => {
    change({ type: 'optionAdded' });
    requestAnimationFrame(() => [...(list.current?.querySelectorAll<HTMLInputElement>('input[type=text]') ?? [])].at(-1)?.focus());
  };
  const marks = draft.graded && draft.kind !== 'ordering';
  return (
    <fieldset className={styles.options}>
      <legend className={styles.legend}>{draft.kind === 'ordering' && draft.graded ? t('poll.optionsInOrder') : t('poll.options')}</legend>
      <ol ref={list} className={styles.order}>
        {draft.options.map(({ id, text }, place) => (
          <li key={id} className={styles.optionRow}>
            {marks && (
              <input
                type={oneRight(draft.kind) ? 'radio' : 'checkbox'}
                name="poll-right-option"
                checked={draft.right.includes(id)}
                onChange={() => change({ type: 'rightToggled', id })}
                aria-label={t('poll.markRight', { number: place + 1 })}
              />
            )}
            <input
              type="text"
              className={styles.optionText}
              value={text}
              maxLength={longestOption}
              dir="auto"
              aria-label={t('poll.option', { number: place + 1 })}
              onChange={(event) => change({ type: 'optionWritten', id, text: event.target.value })}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
                event.preventDefault();
                add();
              }}
            />
            <Button variant="quiet" size="small" iconOnly disabled={place === 0} onClick={() => change({ type: 'optionMoved', id, by: -1 })} aria-label={t('poll.optionUp', { number: place + 1 })}>
              <ArrowUp size={16} aria-hidden="true" />
            </Button>
            <Button variant="quiet" size="small" iconOnly disabled={place === draft.options.length - 1} onClick={() => change({ type: 'optionMoved', id, by: 1 })} aria-label={t('poll.optionDown', { number: place + 1 })}>
              <ArrowDown size={16} aria-hidden="true" />
            </Button>
            <Button variant="quiet" size="small" iconOnly disabled={draft.options.length <= 2} onClick={() => change({ type: 'optionRemoved', id })} aria-label={t('poll.optionRemove', { number: place + 1 })}>
              <Trash2 size={16} aria-hidden="true" />
            </Button>
          </li>
        ))}
      </ol>
      <Button size="small" disabled={draft.options.length >= mostOptions} onClick={add}>
        <Plus size={16} aria-hidden="true" />
        {t('poll.optionAdd')}
      </Button>
    </fieldset>
  );
}
