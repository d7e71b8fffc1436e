import { memo, useEffect, useRef } from 'react';
import type { Track } from 'livekit-client';
import type { Participant } from './participants';

/** Everybody's sound, whatever page of the gallery is shown. */
export function RoomAudio({ people }: { people: readonly Participant[] }) {
  return (
    <div hidden>
      {people.map((person) => {
        if (person.isLocal) return null;
        return [person.micTrack, person.voice, person.screenAudio].map((track) => track && <Sound key={track.sid ?? person.identity + track.source} track={track} />);
      })}
    </div>
  );
}

const Sound = memo(function Sound({ track }: { track: Track }) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    track.attach(audio);
    return () => {
      track.detach(audio);
    };
  }, [track]);
  // Captions of live speech are a stream of their own; this element has no picture and no controls.
  return (
    <audio ref={element} autoPlay>
      <track kind="captions" />
    </audio>
  );
});
