import { useEffect, useState } from 'react';
import { EditorContent, useEditor, useEditorState } from '@tiptap/react';
import { Copy, Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import type { DocCopy } from '@/shared/doc/docModel';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import styles from './editor.module.css';
import { extensions } from './extensions';
import { LinkForm } from './LinkForm';
import { NoteToolbar } from './NoteToolbar';
import { fileName, saveText } from './save';

interface Props {
  copy: DocCopy;
  writes: boolean;
  title: string;
}

/** The text itself, with its tools. One editor belongs to one copy of the document. */
export function NoteEditor({ copy, writes, title }: Props) {
  const { t } = useTranslation();
  const { announcer, notices } = useFeedback();
  const [linking, setLinking] = useState(false);
  const label = t('note.text');
  const [parts] = useState(() => extensions(copy));
  const editor = useEditor({
    extensions: parts,
    editable: writes,
    textDirection: 'auto',
    editorProps: { attributes: { class: styles.text ?? '', role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, 'data-first-focus': '' } },
  });
  useEffect(() => {
    // Where much else is drawn with it, it may have been thrown away before this; then the next is on its way.
    if (editor.isDestroyed) return;
    editor.setEditable(writes, false);
    editor.view.dom.setAttribute('aria-readonly', String(!writes));
  }, [editor, writes]);
  const empty = useEditorState({ editor, selector: ({ editor: now }) => now.isEmpty });
  const take = async () => {
    try {
      await navigator.clipboard.writeText(editor.getMarkdown()); // there is no clipboard on plain http
      announcer.say(t('chat.copied'));
    } catch (error) {
      notices.show(t(`problem.${codeOf(error)}`), 'problem');
    }
  };
  return (
    <div className={styles.editor}>
      {writes && <NoteToolbar editor={editor} linking={linking} onLink={() => setLinking(!linking)} />}
      {writes && linking && <LinkForm editor={editor} onClose={() => setLinking(false)} />}
      <div className={styles.page}>
        {empty && <p className={styles.empty}>{writes ? t('note.empty') : t('note.emptyReader')}</p>}
        <EditorContent editor={editor} className={styles.content} />
      </div>
      <div className={styles.foot}>
        <Button size="small" variant="quiet" disabled={empty} onClick={() => void take()}>
          <Copy size={16} aria-hidden="true" />
          {t('chat.copy')}
        </Button>
        <Button size="small" variant="quiet" disabled={empty} onClick={() => saveText(fileName(title, new Date()), editor.getMarkdown())}>
          <Download size={16} aria-hidden="true" />
          {t('note.download')}
        </Button>
      </div>
    </div>
  );
}
