import { useEffect, useState, useSyncExternalStore } from 'react';
import { dial } from './docLink';
import { DocModel, type DocState } from './docModel';

/** A shared document for as long as it is shown. Another document wants another component: give it a `key`. */
export function useDoc(address: () => Promise<string>): { model: DocModel; state: DocState } {
  const [model] = useState(() => new DocModel(address, dial));
  useEffect(() => model.setAddress(address), [model, address]);
  useEffect(() => {
    void model.open();
    return () => model.release();
  }, [model]);
  return { model, state: useSyncExternalStore(model.subscribe, model.getSnapshot) };
}
