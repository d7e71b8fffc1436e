import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Doc } from 'yjs';
import type { ApiClient } from '@/shared/api/client';
import { dial } from '@/shared/doc/docLink';
import type { DocCopy } from '@/shared/doc/docModel';
import { readDoc } from '@/shared/doc/readDoc';
import { field } from '../field';

const freshMs = 60_000;

/** The notes of the class (empty) or of a group of it as the server has kept them; null where nothing is in them. */
export function useKeptNote(api: ApiClient, sessionId: string, group: string): UseQueryResult<DocCopy | null> {
  return useQuery({
    queryKey: ['note', 'kept', sessionId, group],
    queryFn: async ({ signal }) => {
      const copy = await readDoc((await api.note(sessionId, group || 'main')).url, dial, signal);
      return hasWords(copy.doc) ? copy : null;
    },
    staleTime: freshMs,
    refetchOnWindowFocus: false, // what somebody reads and marks stays
    structuralSharing: false,
  });
}

function hasWords(doc: Doc): boolean {
  return doc.getXmlFragment(field).toString().replace(/<[^>]*>/g, '').trim() !== '';
}
