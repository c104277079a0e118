/** Which build a test suite needs, read from the suite and from the test files that it imports. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A suite that starts Node, or reads `dist`, gets packages as they are built. All others get the sources. */
const USES_BUILD = /\bdist\b|process\.execPath|\bfork\(|new Worker\(|\('node'/

const USES_DECLARATIONS = /\.d\.ts\b/

/** The suite and all it imports by relative paths. */
function textsOf(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(file)) return []
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  const imported = [...text.matchAll(/(?:from|import) '(\.[^']+)'/g)].map((match) => join(dirname(file), match[1]))
  return [text, ...imported.filter((path) => !path.includes('/src/')).flatMap((path) => textsOf(path, seen))]
}

/** `none`, `code` or `all` (code and declarations): what must be built before these suites run. */
export function neededBuild(suites) {
  const texts = suites.map((suite) => textsOf(suite).join('\n')).filter((text) => USES_BUILD.test(text))
  if (texts.length === 0) return 'none'
  return texts.some((text) => USES_DECLARATIONS.test(text)) ? 'all' : 'code'
}
