interface Props {
  readonly sentence: string;
  readonly name: string;
  readonly href: string;
}

/** A sentence in which the first mention of a name is a link; the name comes before it where it is not mentioned. */
export function LinkedSentence({ sentence, name, href }: Props) {
  const at = sentence.indexOf(name);
  const [before, after] = at === -1 ? ['', ` ${sentence}`] : [sentence.slice(0, at), sentence.slice(at + name.length)];
  return (
    <>
      {before}
      <a href={href}>{name}</a>
      {after}
    </>
  );
}
