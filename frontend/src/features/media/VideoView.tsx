import { useEffect, useRef } from 'react';
import type { Track } from 'livekit-client';

/** Shows a track of the room; the room itself fits the quality to the size on screen. */
export function VideoView({ track, mirrored = false, className }: { track: Track; mirrored?: boolean; className?: string | undefined }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    track.attach(video);
    return () => {
      track.detach(video);
    };
  }, [track]);
  return <video ref={element} className={className} style={mirrored ? { transform: 'scaleX(-1)' } : undefined} playsInline muted autoPlay aria-hidden="true" />;
}

/** Shows a bare camera track before class. */
export function CameraView({ track, className }: { track: MediaStreamTrack; className?: string | undefined }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = new MediaStream([track]);
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  return <video ref={element} className={className} style={{ transform: 'scaleX(-1)' }} playsInline muted autoPlay aria-hidden="true" />;
}
