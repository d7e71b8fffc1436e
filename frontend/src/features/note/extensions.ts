import type { Extensions } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Markdown } from '@tiptap/markdown';
import { StarterKit } from '@tiptap/starter-kit';
import type { DocCopy } from '@/shared/doc/docModel';
import { carets } from './carets';
import { field } from './field';
import { linkAddress } from './link';

/** What the notes can hold: what Markdown can say. Undoing is one's own, and comes with the shared text. */
export function extensions({ doc, awareness }: DocCopy): Extensions {
  return [
    StarterKit.configure({
      undoRedo: false,
      underline: false,
      trailingNode: false, // every page would write one, those of readers too
      heading: { levels: [1, 2, 3] },
      link: {
        openOnClick: 'whenNotEditable',
        isAllowedUri: (uri) => linkAddress(uri) !== null,
        HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
      },
    }),
    Markdown,
    Collaboration.configure({ document: doc, field }),
    carets(awareness),
  ];
}
