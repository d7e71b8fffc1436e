/** The one text of the document. */
export const field = 'note';
