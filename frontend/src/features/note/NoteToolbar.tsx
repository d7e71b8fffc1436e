import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { Button, ToggleButton, Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { actions, type Action } from './actions';
import styles from './editor.module.css';

interface Props {
  editor: Editor;
  linking: boolean;
  onLink: () => void;
}

const look = ({ isOn, can }: Action, editor: Editor) => `${isOn?.(editor) ?? false} ${can?.(editor) ?? true}`;

/** One tab stop; the arrow keys go from tool to tool. */
export function NoteToolbar({ editor, linking, onLink }: Props) {
  const { t } = useTranslation();
  // A text, so that the toolbar is drawn anew only where a tool has changed.
  useEditorState({ editor, selector: ({ editor: now }) => actions.map((action) => look(action, now)).join() });
  return (
    <Toolbar className={styles.toolbar ?? ''} aria-label={t('note.toolbar')}>
      {actions.map((action) => {
        const { id, icon: Icon, keys, isOn, can, run } = action;
        const shared = { 'aria-label': t(`note.tools.${id}`), 'aria-keyshortcuts': keys, className: styles.tool ?? '', onPress: () => (run ? void run(editor) : onLink()) };
        const picture = (
          <span title={t(`note.tools.${id}`)}>
            <Icon size={18} aria-hidden="true" />
          </span>
        );
        return isOn ? (
          <ToggleButton key={id} {...shared} isSelected={run ? isOn(editor) : linking || isOn(editor)}>
            {picture}
          </ToggleButton>
        ) : (
          <Button key={id} {...shared} isDisabled={!(can?.(editor) ?? true)}>
            {picture}
          </Button>
        );
      })}
    </Toolbar>
  );
}
