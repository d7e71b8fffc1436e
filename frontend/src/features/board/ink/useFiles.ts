import { useEffect } from 'react';
import { fileOf, type Program } from './adapter';
import type { ImageStore } from './canvas';
import { isFormula, loadFormula } from './formula';
import { fromScene } from './scene';

/** A picture that couldn't be had is asked for again after so long. */
const againMs = 15_000;

/** Fetches the pictures that stand on the page, and draws its formulas. */
export function useFiles(program: Program | null, images: ImageStore): void {
  useEffect(() => {
    if (!program) return;
    const asked = new Map<string, number>();
    let wanted = true;
    const load = async (id: string) => {
      const file = await fileOf(id, await images.load(id));
      if (file && wanted) program.addFiles([file]);
    };
    const look = () => {
      const there = program.getFiles();
      for (const scene of program.getSceneElements()) {
        if (scene.type !== 'image' || scene.fileId === null || scene.fileId in there) continue;
        const id: string = scene.fileId;
        if (performance.now() - (asked.get(id) ?? Number.NEGATIVE_INFINITY) < againMs) continue;
        asked.set(id, performance.now());
        const element = fromScene(scene);
        // What isn't there yet is asked for again with a later change of the page.
        (element && isFormula(element) ? loadFormula(program, element) : load(id)).catch(() => undefined);
      }
    };
    look();
    const off = program.onChange(look);
    return () => {
      wanted = false;
      off();
    };
  }, [program, images]);
}
