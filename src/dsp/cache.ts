/**
 * Remembers the results of a costly function by key, at most `capacity` of them; a full cache is cleared. Recordings of
 * a corpus share their rates, so that hardly ever happens.
 */
export function cached<K, V>(capacity: number, make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= capacity) known.clear();
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
