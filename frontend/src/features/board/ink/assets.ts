declare const __EXCALIDRAW_ASSETS__: string;

// Before the program is loaded: it would fetch its fonts from another host otherwise.
Object.assign(globalThis, { EXCALIDRAW_ASSET_PATH: __EXCALIDRAW_ASSETS__ });
