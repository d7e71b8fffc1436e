import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { Editor } from '@tiptap/core';
import * as v from 'valibot';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { InputField } from '@/shared/ui/Field';
import styles from './editor.module.css';
import { linkAddress } from './link';

const hrefSchema = v.object({ href: v.string() });

function hrefOf(editor: Editor): string {
  const parsed = v.safeParse(hrefSchema, editor.getAttributes('link'));
  return parsed.success ? parsed.output.href : '';
}

/** Asks for the address of a link. Without a selection the address itself is written. */
export function LinkForm({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(() => hrefOf(editor));
  const [wrong, setWrong] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []); // it was just asked for
  const there = hrefOf(editor) !== '';
  const leave = () => {
    onClose();
    editor.commands.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const href = linkAddress(typed);
    if (href === null) {
      setWrong(true);
      return;
    }
    const chain = editor.chain().focus();
    if (editor.state.selection.empty && !there) chain.insertContent({ type: 'text', text: typed.trim(), marks: [{ type: 'link', attrs: { href } }] }).run();
    else chain.extendMarkRange('link').setLink({ href }).run();
    onClose();
  };
  const remove = () => {
    editor.chain().focus().extendMarkRange('link').unsetLink().run();
    onClose();
  };
  return (
    <form ref={form} className={styles.link} onSubmit={submit} noValidate>
      <InputField
        label={t('note.linkTo')}
        type="url"
        inputMode="url"
        dir="ltr"
        value={typed}
        error={wrong ? t('note.linkWrong') : undefined}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          leave();
        }}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className={styles.linkActions}>
        <Button size="small" variant="primary" type="submit">
          {t('note.linkSet')}
        </Button>
        {there && (
          <Button size="small" onClick={remove}>
            {t('note.linkRemove')}
          </Button>
        )}
        <Button size="small" variant="quiet" onClick={leave}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
