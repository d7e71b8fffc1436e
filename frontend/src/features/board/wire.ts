import * as v from 'valibot';

export const templates = ['blank', 'grid', 'ruled', 'axes', 'music'] as const;
export const accesses = ['none', 'all', 'chosen'] as const;
/** How long a page's title may be. */
export const longestTitle = 80;
/** How many pages the main board may have, and that of a group. */
export const mostPages = 100;
export const mostGroupPages = 20;

// What a newer server may add doesn't keep this page from showing the rest.
const templateSchema = v.fallback(v.picklist([...templates, 'groups']), 'blank');
const accessSchema = v.fallback(v.picklist(accesses), 'none');
const idsSchema = v.pipe(v.array(v.string()), v.readonly());

const backgroundSchema = v.object({ importId: v.string(), page: v.number(), width: v.number(), height: v.number() });

/** The board of a group as a part of a page. */
const frameSchema = v.object({ groupId: v.string(), boardId: v.string(), name: v.string() });

const pageSchema = v.object({
  boardId: v.string(),
  /** The group whose board it belongs to; empty for the main board. */
  groupId: v.optional(v.string(), ''),
  /** Of a group's page: everybody may look at it, the groups are closed. */
  shared: v.optional(v.boolean(), false),
  frames: v.optional(v.pipe(v.array(frameSchema), v.readonly()), []),
  title: v.string(),
  template: templateSchema,
  locked: v.boolean(),
  access: accessSchema,
  writers: v.optional(v.nullable(idsSchema)),
  editOthers: v.boolean(),
  background: v.optional(v.nullable(backgroundSchema), null),
  createdBy: v.optional(v.string(), ''),
});

const shownSchema = v.object({ boardId: v.string(), by: v.string() });

export const importSchema = v.object({
  importId: v.string(),
  name: v.string(),
  state: v.picklist(['waiting', 'rendering', 'done', 'failed']),
  done: v.number(),
  total: v.number(),
  message: v.optional(v.string(), ''),
});

export const snapshotSchema = v.object({
  pages: v.pipe(v.array(pageSchema), v.readonly()),
  shown: v.optional(v.nullable(shownSchema), null),
  imports: v.optional(v.nullable(v.pipe(v.array(importSchema), v.readonly()))),
});

const by = v.optional(v.string(), '');

export const eventSchema = v.variant('type', [
  v.object({ type: v.literal('board.added'), page: pageSchema, after: v.optional(v.string(), ''), by }),
  v.object({ type: v.literal('board.changed'), page: pageSchema, by }),
  v.object({ type: v.literal('board.hidden'), groupIds: idsSchema }),
  v.object({ type: v.literal('board.moved'), boardIds: idsSchema, by }),
  v.object({ type: v.literal('board.removed'), boardId: v.string(), by }),
  v.object({ type: v.literal('board.shown'), boardId: v.string(), by }),
  v.object({ type: v.literal('board.import'), import: importSchema }),
]);

export const addedSchema = v.object({ boardId: v.string() });

/** A page as the list of a session's pages has it: with the address of its document, and whether anything was ever drawn on it. */
const listedSchema = v.object({ ...pageSchema.entries, url: v.string(), drawn: v.optional(v.boolean(), true) });
export const listSchema = v.object({ boards: v.array(listedSchema) });

const authorSchema = v.object({ client: v.number(), userId: v.string(), name: v.string(), color: v.string() });
export const authorsSchema = v.object({ authors: v.array(authorSchema) });
export const historySchema = v.object({ updates: v.array(v.object({ seq: v.number(), update: v.string() })), next: v.nullable(v.number()) });
export const uploadedSchema = v.object({ fileId: v.string(), width: v.number(), height: v.number() });
export const textSchema = v.object({ text: v.string() });
export const rosterSchema = v.array(v.object({ userId: v.string(), name: v.string(), role: v.string() }));

/** What can be printed on a page; only a breakout makes pages of groups. */
export type PageTemplate = (typeof templates)[number];
export type Frame = v.InferOutput<typeof frameSchema>;
export type PageAccess = v.InferOutput<typeof accessSchema>;
export type ListedPage = v.InferOutput<typeof listedSchema>;
export type Background = v.InferOutput<typeof backgroundSchema>;
export type Page = v.InferOutput<typeof pageSchema>;
export type Shown = v.InferOutput<typeof shownSchema>;
export type BoardImport = v.InferOutput<typeof importSchema>;
export type BoardSnapshot = v.InferOutput<typeof snapshotSchema>;
export type BoardEvent = v.InferOutput<typeof eventSchema>;
export type PageAuthor = v.InferOutput<typeof authorSchema>;
export type UploadedImage = v.InferOutput<typeof uploadedSchema>;

/** What can be changed of a page. */
export type PageChange = Partial<Pick<Page, 'title' | 'template' | 'locked' | 'access' | 'editOthers'> & { writers: readonly string[] }>;

export interface NewPage {
  title?: string;
  template?: PageTemplate;
  /** The page that it begins as a copy of. */
  copyOf?: string;
  /** The page that it comes after, of the same board; the last one of the main board where it is left out. */
  after?: string;
}
