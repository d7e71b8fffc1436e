import { memo } from 'react';
import { assertNever } from '@/shared/assertNever';
import { format, type Piece } from './format';
import { MathText } from './MathText';
import styles from './message.module.css';

/** A message's text: every piece is an element of ours that holds text, so that nothing in it can become a page. */
export const MessageText = memo(function MessageText({ text, name }: { text: string; name: string }) {
  return (
    <div className={styles.text} dir="auto">
      {format(text, name).map((piece, index) => (
        // The pieces of a text have no names, and all change with it.
        <PieceView key={index} piece={piece} />
      ))}
    </div>
  );
});

function PieceView({ piece }: { piece: Piece }) {
  switch (piece.type) {
    case 'text':
      return <>{piece.text}</>;
    case 'mention':
      return <mark className={styles.mention}>{piece.text}</mark>;
    case 'link':
      return (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      );
    case 'code':
      return (
        <code className={styles.code} dir="ltr">
          {piece.text}
        </code>
      );
    case 'block':
      return (
        // It may be wider than the panel, and is scrolled by keyboard then.
        <pre className={styles.block} dir="ltr" tabIndex={0} role="region" aria-label={piece.language || undefined}>
          <code>{piece.text}</code>
        </pre>
      );
    case 'math':
      return <MathText text={piece.text} display={piece.display} />;
    default:
      return assertNever(piece);
  }
}
