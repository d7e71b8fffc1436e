import { useTranslation } from 'react-i18next';
import { FormulaDialog } from '../ink/FormulaDialog';
import { asksFor } from './make';
import { labelOf, textOf } from './objects';
import type { Actions, Asked } from './actions';
import { WordsDialog } from './WordsDialog';

interface Props {
  asked: Asked;
  actions: Actions;
  onClose: () => void;
}

/** Asks for the words or the formula of something new, or of something that is there. */
export function AskedDialog({ asked, actions, onClose }: Props) {
  const { t } = useTranslation();
  if (asked.what === 'new') {
    const { kind } = asked;
    if (asksFor[kind] === 'latex') return <FormulaDialog latex="" isNew onPlace={(latex) => actions.addFormula(latex)} onClose={onClose} />;
    const save = (text: string) => {
      if (kind === 'note' || text.trim() !== '') actions.add({ kind, content: text.trim() });
    };
    return <WordsDialog title={t(`board.list.new.${kind === 'note' ? 'note' : 'text'}`)} text="" onSave={save} onClose={onClose} />;
  }
  const { object } = asked;
  if (object.kind === 'formula') return <FormulaDialog latex={textOf(object.main)} isNew={false} onPlace={(latex) => actions.setFormula(object, latex)} onClose={onClose} />;
  const written = object.main.type === 'text' ? object.main : labelOf(object);
  return <WordsDialog title={t('board.list.edit')} text={written ? (written.originalText ?? written.text) : ''} onSave={(text) => actions.write(object, text)} onClose={onClose} />;
}
