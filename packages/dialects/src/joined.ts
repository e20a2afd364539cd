/** As `map` and `join` do, without the list between: the engine had thrown callers with that away again and again. */
export function joined<Item>(
  items: readonly Item[],
  separator: string,
  write: (item: Item, index: number) => string,
): string {
  let text = '';
  for (let at = 0; at < items.length; at += 1) {
    const item = write(items[at] as Item, at);
    text = at === 0 ? item : text + separator + item;
  }
  return text;
}
