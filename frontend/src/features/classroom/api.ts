import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '@/shared/api/services';
import type { Classroom, SettingsPatch } from '@/shared/api/types';

/** Saves what an instructor decided; everything computed from the settings is asked for again. */
export function useSaveSettings(classroomId: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: SettingsPatch) => api.saveSettings(classroomId, patch),
    onSuccess: async (settings) => {
      client.setQueryData<Classroom>(['classroom', classroomId], (old) => (old ? { ...old, settings } : old));
      await client.invalidateQueries({ queryKey: ['attendance'] });
    },
  });
}
