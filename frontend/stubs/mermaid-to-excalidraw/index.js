// Stands in for the real package, of which a class has no use: it would bring 120 others along.
export function parseMermaidToExcalidraw() {
  return Promise.reject(new Error('Diagrams from text are not supported here.'));
}
