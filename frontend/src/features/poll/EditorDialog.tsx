import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { SelectField, TextField } from '@/shared/ui/Field';
import { finished, longestQuestion, type Draft, type DraftAction, type DraftProblem } from './draft';
import { EditorAnswers } from './EditorAnswers';
import { EditorPreview } from './EditorPreview';
import { EditorSettings } from './EditorSettings';
import styles from './poll.module.css';
import type { Polls } from './polls';
import { useAct, useDesk } from './usePolls';
import { kinds, type PollDefinition } from './wire';

interface Props {
  polls: Polls;
  save: (id: string | null, poll: PollDefinition) => Promise<unknown>;
}

/** A whole poll: to be opened now, or to be kept in the classroom. */
export function EditorDialog({ polls, save }: Props) {
  const { t } = useTranslation();
  const { editor } = useDesk(polls.desk);
  return (
    <Dialog isOpen={editor !== null} onClose={() => polls.desk.closeEditor()} title={editor?.preparedId ? t('poll.editTitle') : t('poll.editor')} keepsInput>
      {editor && <EditorForm polls={polls} save={save} preparedId={editor.preparedId} draft={editor.draft} change={polls.desk.change} />}
    </Dialog>
  );
}

interface FormProps extends Props {
  preparedId: string | null;
  draft: Draft;
  change: (action: DraftAction) => void;
}

function EditorForm({ polls, save, preparedId, draft, change }: FormProps) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [problem, setProblem] = useState<DraftProblem | null>(null);
  const finish = async (what: (definition: PollDefinition) => Promise<unknown>) => {
    const made = finished(draft, true);
    setProblem('problem' in made ? made.problem : null);
    if ('definition' in made && (await act(() => what(made.definition)))) polls.desk.closeEditor();
  };
  const keep = (event: React.FormEvent) => {
    event.preventDefault();
    void finish((definition) => save(preparedId, definition));
  };
  const open = () =>
    void finish(async (definition) => {
      await polls.model.open(definition);
      polls.desk.asked();
    });
  return (
    <form className={styles.form} onSubmit={keep} noValidate>
      <SelectField
        label={t('poll.kindOf')}
        value={draft.kind}
        onChange={(event) => {
          const kind = kinds.find((one) => one === event.target.value);
          if (kind) change({ type: 'kind', kind });
        }}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`poll.kind.${kind}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t('poll.question')}
        value={draft.question}
        maxLength={longestQuestion}
        dir="auto"
        onChange={(event) => change({ type: 'set', change: { question: event.target.value } })}
        error={problem === 'question' ? t('poll.problem.question') : undefined}
      />
      <EditorAnswers draft={draft} change={change} />
      <EditorSettings draft={draft} change={change} />
      <EditorPreview draft={draft} />
      {problem && (
        <p className={styles.failed} role="alert">
          {t(`poll.problem.${problem}`)}
        </p>
      )}
      <DialogActions>
        <Button onClick={() => polls.desk.closeEditor()}>{t('common.cancel')}</Button>
        <Button type="submit" busy={busy}>
          {preparedId ? t('poll.save') : t('poll.keep')}
        </Button>
        <Button variant="primary" busy={busy} onClick={open}>
          {t('poll.open')}
        </Button>
      </DialogActions>
    </form>
  );
}
