import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// jsdom has no CSS.escape, which React Aria's overlays ask for.
vi.stubGlobal('CSS', { escape: (text: string) => text.replace(/[^\w-]/g, '\\$&'), supports: () => false });

// What is waited for comes late on a machine that is busy with other tests.
configure({ asyncUtilTimeout: 15_000 });

afterEach(cleanup);
