/**
 * Remembers the results of a costly function by key, at most `capacity` of them; a full cache is cleared. The
 * recordings of a corpus share a few sample rates, so it hardly ever fills.
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
