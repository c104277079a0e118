/** tnetstrings, in which Mongrel2, Pushpin, Condure and Zurl speak. A text is of UTF-8; a number, of whole ones. */

/** The bytes of a value: a text, a number, a boolean, null, an array or an object. */
export function encode(value) {
  if (typeof value === 'string') return mark(Buffer.from(value), ',')
  if (typeof value === 'number') return mark(Buffer.from(String(value)), '#')
  if (typeof value === 'boolean') return mark(Buffer.from(String(value)), '!')
  if (value === null) return mark(Buffer.alloc(0), '~')
  if (Array.isArray(value)) return mark(Buffer.concat(value.map(encode)), ']')
  return mark(Buffer.concat(Object.entries(value).flat().map(encode)), '}')
}

const mark = (body, type) => Buffer.concat([Buffer.from(`${body.length}:`), body, Buffer.from(type)])

/** The value at the beginning of `bytes`. */
export function decode(bytes) {
  return read(bytes)[0]
}

/** A value and what follows it. */
function read(bytes) {
  const colon = bytes.indexOf(':')
  const end = colon + 1 + Number(bytes.subarray(0, colon).toString())
  if (!(colon > 0 && end < bytes.length)) throw new Error(`not a tnetstring: ${bytes}`)
  return [valueOf(bytes.subarray(colon + 1, end), String.fromCharCode(bytes[end])), bytes.subarray(end + 1)]
}

function valueOf(body, type) {
  if (type === ',') return body.toString()
  if (type === '#' || type === '^') return Number(body.toString())
  if (type === '!') return body.toString() === 'true'
  if (type === '~') return null
  const items = []
  for (let rest = body; rest.length > 0;) {
    const [item, next] = read(rest)
    items.push(item)
    rest = next
  }
  if (type === ']') return items
  if (type !== '}') throw new Error(`unknown type of a tnetstring: ${type}`)
  return Object.fromEntries(items.flatMap((key, i) => (i % 2 === 0 ? [[key, items[i + 1]]] : [])))
}
