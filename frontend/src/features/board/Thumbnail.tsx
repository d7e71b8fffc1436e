import type { Desk } from './desk';
import styles from './strip.module.css';
import type { Page } from './wire';

/** A small picture of a page. Its name stands below it: the picture says nothing that is heard. */
export function Thumbnail({ page }: { desk: Desk; page: Page }) {
  return <div className={styles.picture} data-template={page.template} aria-hidden="true" />;
}
