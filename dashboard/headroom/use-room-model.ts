import { useEffect, useState } from 'preact/hooks';
import type * as RoomModel from './room-model.ts';

/** The arithmetic of headroom; null until it has come. */
export function useRoomModel(): typeof RoomModel | null {
  const [model, setModel] = useState<typeof RoomModel | null>(null);
  useEffect(() => {
    let gone = false;
    import('./room-model.ts').then(
      (found) => {
        if (!gone) setModel(found);
      },
      () => undefined, // Cut off: what the API worked out is still shown.
    );
    return () => {
      gone = true;
    };
  }, []);
  return model;
}
