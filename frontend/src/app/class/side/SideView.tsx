import { useRef, type KeyboardEvent } from 'react';
import { X } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import { Compartment } from '../Compartment';
import type { Panel } from '../parts/parts';
import type { SidePanel } from './sidePanel';
import styles from './side.module.css';

interface Props {
  panels: readonly Panel[];
  side: SidePanel;
  tab: string;
}

/** The panels of the class as tabs: a column beside the stage, over the whole stage on phones. */
export function SideView({ panels, side, tab }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLElement>(null);
  const current = panels.find((panel) => panel.id === tab) ?? panels[0];
  if (!current) return null;
  const keyDown = (event: KeyboardEvent) => {
    // Menus and dialogs that the panel opened stand elsewhere in the page, though not for React.
    const inside = event.target instanceof Node && box.current?.contains(event.target);
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing || !inside) return;
    event.preventDefault();
    side.close();
  };
  return (
    // Esc closes the panel from wherever in it the focus is.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside ref={box} id="side" className={styles.side} aria-label={current.label} onKeyDown={keyDown}>
      <Tabs className={styles.tabs ?? ''} selectedKey={current.id} onSelectionChange={(key) => side.select(String(key))}>
        <div className={styles.head}>
          <TabList className={styles.list ?? ''} aria-label={t('panel.tabs')}>
            {panels.map((panel) => (
              <Tab key={panel.id} id={panel.id} className={styles.tab ?? ''}>
                {panel.label}{' '}
                {panel.badge && !panel.quiet && panel.id !== current.id && (
                  <span className={cx(styles.badge, panel.badge.urgent && styles.urgent)}>
                    <span aria-hidden="true">{panel.badge.text}</span>
                    <span className="srOnly">{panel.badge.label}</span>
                  </span>
                )}
              </Tab>
            ))}
          </TabList>
          <Button variant="quiet" iconOnly onClick={() => side.close()} aria-label={t('panel.close')}>
            <X size={20} aria-hidden="true" />
          </Button>
        </div>
        {panels.map((panel) => (
          <TabPanel key={panel.id} id={panel.id} className={styles.panel ?? ''}>
            <Compartment>{panel.render()}</Compartment>
          </TabPanel>
        ))}
      </Tabs>
    </aside>
  );
}
