/** How people write bold and the like: marks around words, as messengers' own fields understand them. */

const MARKS = {
  bold: "**",
  italic: "__",
  strikethrough: "~~",
  spoiler: "||",
  code: "`",
  pre: "```",
};
const KIND = Object.fromEntries(Object.entries(MARKS).map(([kind, mark]) => [mark, kind]));

/** Code is taken as it stands; a mark inside a word, or with a space behind it, is no mark. */
const MARKED =
  /(?<mark>```|`)(?<literal>[^]+?)\k<mark>|(?<![\p{L}\p{N}])(?<style>\*\*|__|~~|\|\|)(?=\S)(?<inner>[^]+?)(?<=\S)\k<style>(?![\p{L}\p{N}])/u;

/** "**now** or never" → {text: "now or never", entities: [{type: "bold", offset: 0, length: 3}]}; offsets in UTF-16 units. */
export function styled(typed, at = 0) {
  const found = MARKED.exec(typed);
  if (!found) return { text: typed, entities: [] };
  const { mark, literal, style, inner } = found.groups;
  const before = typed.slice(0, found.index);
  const start = at + before.length;
  const inside = mark ? { text: unlined(literal, mark), entities: [] } : styled(inner, start);
  const own = { type: KIND[mark ?? style], offset: start, length: inside.text.length };
  const after = styled(typed.slice(found.index + found[0].length), start + inside.text.length);
  return {
    text: before + inside.text + after.text,
    entities: [own, ...inside.entities, ...after.entities],
  };
}

/** A block's marks stand on lines of their own, which are no part of it. */
const unlined = (literal, mark) => (mark === "```" ? literal.replace(/^\n|\n$/g, "") : literal);

/** The way back, for whoever edits: what would have to be typed. */
export function marked(text, entities) {
  const known = (entities ?? []).filter((one) => MARKS[one.type] && one.offset + one.length <= text.length);
  known.sort((one, other) => one.offset - other.offset || other.length - one.length);
  const closing = new Array(text.length + 1).fill("");
  const opening = new Array(text.length + 1).fill("");
  for (const { type, offset, length } of known) {
    opening[offset] += MARKS[type];
    closing[offset + length] = MARKS[type] + closing[offset + length];
  }
  return closing.map((mark, i) => mark + opening[i] + (text[i] ?? "")).join("");
}

/** Ctrl or ⌘ with B or I puts the marks around what is selected. Returns true when the key was one of these. */
export function markSelection(event, field) {
  const mark = (event.ctrlKey || event.metaKey) && { b: MARKS.bold, i: MARKS.italic }[event.key.toLowerCase()];
  if (!mark) return false;
  event.preventDefault();
  const { selectionStart: from, selectionEnd: to, value } = field;
  field.setRangeText(mark + value.slice(from, to) + mark, from, to, "select");
  field.setSelectionRange(from + mark.length, to + mark.length);
  return true;
}
