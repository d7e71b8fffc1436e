import { Minus, Plus } from 'lucide-react';
import { Button, Group, Input, Label, NumberField } from 'react-aria-components';
import styles from './plan.module.css';

interface Props {
  label: string;
  value: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
}

/** A whole number, to be typed or stepped through. */
export function Stepper({ label, value, least, most, onChange }: Props) {
  return (
    <NumberField className={styles.stepper ?? ''} value={value} minValue={least} maxValue={most} formatOptions={{ maximumFractionDigits: 0 }} onChange={(next) => !Number.isNaN(next) && onChange(next)}>
      <Label className={styles.label ?? ''}>{label}</Label>
      <Group className={styles.steps ?? ''}>
        <Button slot="decrement" className={styles.step ?? ''}>
          <Minus size={16} aria-hidden="true" />
        </Button>
        <Input className={styles.number ?? ''} />
        <Button slot="increment" className={styles.step ?? ''}>
          <Plus size={16} aria-hidden="true" />
        </Button>
      </Group>
    </NumberField>
  );
}
