import { useState } from 'react';
import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import { useFeedback } from '@/shared/ui/feedback';
import { move } from './answer';
import type { AnswerProps } from './AnswerInput';
import styles from './poll.module.css';

/** A list that is put in an order: with the buttons of each line, or by dragging it. */
export function OrderInput({ poll, answer, onChange, disabled }: AnswerProps) {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const [dragged, setDragged] = useState<number | null>(null);
  const textOf = new Map(poll.options.map((option) => [option.id, option.text]));
  const shift = (from: number, to: number) => {
    if (to < 0 || to >= answer.length || from === to) return;
    announcer.say(t('poll.moved', { text: textOf.get(answer[from] ?? '') ?? '', place: to + 1 }));
    onChange(move(answer, from, to));
  };
  return (
    <ol className={styles.order}>
      {answer.map((id, place) => {
        const text = textOf.get(id) ?? '';
        return (
          <li
            key={id}
            className={cx(styles.orderRow, dragged === place && styles.dragged)}
            draggable={!disabled}
            onDragStart={(event) => {
              event.dataTransfer.setData('text/plain', '');
              event.dataTransfer.effectAllowed = 'move';
              setDragged(place);
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => dragged !== null && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) shift(dragged, place);
              setDragged(null);
            }}
          >
            <GripVertical size={16} aria-hidden="true" className={styles.grip} />
            <bdi dir="auto" className={styles.wordText}>
              {text}
            </bdi>
            <Button variant="quiet" size="small" iconOnly disabled={disabled} aria-disabled={place === 0 || undefined} onClick={() => shift(place, place - 1)} aria-label={t('poll.moveUp', { text })}>
              <ArrowUp size={16} aria-hidden="true" />
            </Button>
            <Button variant="quiet" size="small" iconOnly disabled={disabled} aria-disabled={place === answer.length - 1 || undefined} onClick={() => shift(place, place + 1)} aria-label={t('poll.moveDown', { text })}>
              <ArrowDown size={16} aria-hidden="true" />
            </Button>
          </li>
        );
      })}
    </ol>
  );
}
