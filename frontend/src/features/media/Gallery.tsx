import { useRef, useState } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/shared/api/types';
import { Button } from '@/shared/ui/Button';
import { fitTiles, pageSize } from './grid';
import type { Participant } from './participants';
import styles from './stage.module.css';
import { Tile } from './Tile';
import { useBox } from './useBox';
import { useOrder } from './useOrder';

const gap = 8;
const lowTile = 116;

interface Props {
  people: readonly Participant[];
  roles: ReadonlyMap<string, Role>;
  pinned: string | null;
  onPin: (identity: string | null) => void;
}

/** Everyone in equal 16:9 tiles as large as fit, on pages where they are many. */
export function Gallery({ people, roles, pinned, onPin }: Props) {
  const area = useRef<HTMLDivElement>(null);
  const box = useBox(area);
  const size = box.width > 0 ? pageSize(box.width, box.height, gap) : 1;
  const ordered = useOrder(people, size);
  const [wanted, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(ordered.length / size));
  const page = Math.min(wanted, pages - 1);
  const shown = box.width > 0 ? ordered.slice(page * size, (page + 1) * size) : [];
  const fit = fitTiles(shown.length, box.width, box.height, gap);
  return (
    <div className={styles.gallery}>
      <div ref={area} className={styles.area}>
        <ul className={styles.grid} style={{ inlineSize: fit.columns * fit.width + (fit.columns - 1) * gap, gap }}>
          {shown.map((person) => (
            <li key={person.identity} style={{ inlineSize: fit.width, blockSize: fit.height }}>
              <Tile person={person} role={roles.get(person.userId) ?? null} large={fit.width > 420} small={fit.height < lowTile} pinned={pinned === person.identity} onPin={onPin} />
            </li>
          ))}
        </ul>
      </div>
      {pages > 1 && <Pages page={page} pages={pages} onChange={setPage} />}
    </div>
  );
}

function Pages({ page, pages, onChange }: { page: number; pages: number; onChange: (page: number) => void }) {
  const { t } = useTranslation();
  return (
    <nav className={styles.pages} aria-label={t('class.pages')}>
      <Button iconOnly size="small" disabled={page === 0} onClick={() => onChange(page - 1)} aria-label={t('class.pagePrevious')}>
        <ChevronLeft size={18} className="mirrorRtl" aria-hidden="true" />
      </Button>
      <span className="numeric" role="status">
        {t('class.page', { page: page + 1, pages })}
      </span>
      <Button iconOnly size="small" disabled={page === pages - 1} onClick={() => onChange(page + 1)} aria-label={t('class.pageNext')}>
        <ChevronRight size={18} className="mirrorRtl" aria-hidden="true" />
      </Button>
    </nav>
  );
}
