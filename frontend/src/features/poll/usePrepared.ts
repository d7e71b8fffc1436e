import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FileFormat, PollApi } from './api';
import type { PollDefinition, PreparedPoll } from './wire';

/** The polls that wait in a classroom, and what is done with them. */
export function usePrepared(api: PollApi, classroomId: string) {
  const client = useQueryClient();
  const queryKey = ['polls', classroomId];
  const list = useQuery({ queryKey, queryFn: ({ signal }) => api.prepared(classroomId, signal) });
  const refresh = () => client.invalidateQueries({ queryKey });
  const save = useMutation({
    mutationFn: ({ id, poll }: { id: string | null; poll: PollDefinition }) => (id === null ? api.prepare(classroomId, poll) : api.rewrite(classroomId, id, poll)),
    onSuccess: refresh,
  });
  const discard = useMutation({ mutationFn: (id: string) => api.discard(classroomId, id), onSuccess: refresh });
  const arrange = useMutation({
    mutationFn: (polls: readonly PreparedPoll[]) =>
      api.arrange(
        classroomId,
        polls.map((poll) => poll.id),
      ),
    onMutate: (polls) => client.setQueryData(queryKey, [...polls]),
    onSettled: refresh,
  });
  const take = useMutation({ mutationFn: ({ format, text }: { format: FileFormat; text: string }) => api.take(classroomId, format, text), onSuccess: refresh });
  return { list, save, discard, arrange, take };
}
