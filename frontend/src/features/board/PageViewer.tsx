import styles from './board.module.css';
import type { BoardDoc } from './ink/boardDoc';
import type { ImageStore, PageBackground, Template, View } from './ink/canvas';
import { BoardPicture } from './viewer/BoardPicture';

interface Props {
  drawing: BoardDoc;
  images: ImageStore;
  background: PageBackground | null;
  template: Template;
  label: string;
  /** What the presenter sees, for those who follow. */
  view: View | null;
}

/** The page for weak devices: what is drawn, as a picture. */
export function PageViewer({ drawing, images, background, template, label, view }: Props) {
  return (
    <div className={styles.viewer} role="img" aria-label={label}>
      <BoardPicture drawing={drawing} load={images.load} background={background} template={template} view={view} everyMs={150} />
    </div>
  );
}
