import { useCallback, useState } from 'preact/hooks';
import { type RoomSettings, roomSettingsFrom } from '../data/room-settings.ts';

const KEY = 'peakwatch.room';

/** Limits and ground as they were last set in this browser, the same on all pages. Storage may be forbidden. */
export function useRoomSettings(): [RoomSettings, (settings: RoomSettings) => void] {
  const [settings, setSettings] = useState(() => {
    try {
      return roomSettingsFrom(localStorage.getItem(KEY));
    } catch {
      return roomSettingsFrom(null);
    }
  });
  const remember = useCallback((wanted: RoomSettings) => {
    setSettings(wanted);
    try {
      localStorage.setItem(KEY, JSON.stringify(wanted));
    } catch {
      // Kept for this page only.
    }
  }, []);
  return [settings, remember];
}
