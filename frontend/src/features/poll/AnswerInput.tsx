import { useTranslation } from 'react-i18next';
import { TextField, InputField } from '@/shared/ui/Field';
import { assertNever } from '@/shared/assertNever';
import { longestText, longestWord, mostWords } from './answer';
import { ChoiceInput } from './ChoiceInput';
import { OrderInput } from './OrderInput';
import type { Poll } from './wire';

export interface AnswerProps {
  poll: Poll;
  answer: readonly string[];
  onChange: (answer: readonly string[]) => void;
  disabled: boolean;
}

/** Where a poll is answered, by its kind. */
export function AnswerInput(props: AnswerProps) {
  const { kind } = props.poll;
  switch (kind) {
    case 'single':
    case 'multiple':
    case 'yes_no':
    case 'scale':
      return <ChoiceInput {...props} />;
    case 'ordering':
      return <OrderInput {...props} />;
    case 'text':
      return <TextInput {...props} />;
    case 'word_cloud':
      return <WordsInput {...props} />;
    default:
      return assertNever(kind);
  }
}

function TextInput({ answer, onChange, disabled }: AnswerProps) {
  const { t } = useTranslation();
  const text = answer[0] ?? '';
  return (
    <TextField
      label={t('poll.yourAnswer')}
      hint={t('poll.charactersLeft', { count: longestText - [...text].length })}
      value={text}
      maxLength={longestText}
      disabled={disabled}
      dir="auto"
      onChange={(event) => onChange([event.target.value])}
    />
  );
}

function WordsInput({ answer, onChange, disabled }: AnswerProps) {
  const { t } = useTranslation();
  return (
    <>
      {Array.from({ length: mostWords }, (_, place) => (
        <InputField
          key={place}
          label={place === 0 ? t('poll.word') : t('poll.anotherWord', { number: place + 1 })}
          value={answer[place] ?? ''}
          maxLength={longestWord}
          disabled={disabled}
          dir="auto"
          onChange={(event) => onChange(Array.from({ length: mostWords }, (_, other) => (other === place ? event.target.value : (answer[other] ?? ''))))}
        />
      ))}
    </>
  );
}
